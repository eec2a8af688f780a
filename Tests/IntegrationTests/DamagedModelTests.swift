import Foundation
import TestSupport
import Testing

/// Model folders that are missing or damaged, beside one that is whole: the daemon names what is wrong, refuses the
/// damaged one with its code, and serves the other.
@Suite(.enabled(if: binariesAreHere, "ENCODINGS_BINARIES names no folder"))
struct DamagedModelTests {
  /// What is done to a copy of a whole folder, and a word of the reason that must be given.
  struct Damage: Sendable, CustomTestStringConvertible {
    var name: String
    var reason: String
    var change: @Sendable (_ folder: String) throws -> Void

    var testDescription: String { name }
  }

  static let damages = [
    Damage(name: "no-config", reason: "config.json") { try remove($0 + "/config.json") },
    Damage(name: "no-weights", reason: "model.safetensors") { try remove($0 + "/model.safetensors") },
    Damage(name: "no-tokenizer", reason: "tokenizer") { try remove($0 + "/tokenizer.json") },
    Damage(name: "bad-config", reason: "config.json") { try write("{\"model_type\":", $0 + "/config.json") },
    Damage(name: "other-family", reason: "gpt2") { folder in
      try edit(folder + "/config.json") { $0.replacing("\"bert\"", with: "\"gpt2\"") }
    },
    Damage(name: "short-header", reason: "model.safetensors") { try cut($0 + "/model.safetensors", to: 100) },
    Damage(name: "no-header", reason: "model.safetensors") { try cut($0 + "/model.safetensors", to: 3) },
    Damage(name: "one-byte-short", reason: "model.safetensors") {
      let path = $0 + "/model.safetensors"
      try cut(path, to: Data(contentsOf: URL(filePath: path)).count - 1)
    },
    Damage(name: "huge-header", reason: "header") { folder in
      let path = folder + "/model.safetensors"
      var bytes = try Data(contentsOf: URL(filePath: path))
      bytes.replaceSubrange(0..<8, with: [255, 255, 255, 255, 255, 255, 255, 127])
      try bytes.write(to: URL(filePath: path))
    },
    Damage(name: "other-width", reason: "shape") { folder in
      try edit(folder + "/config.json") {
        $0.replacing(#/"hidden_size": *\d+/#, with: "\"hidden_size\": 48")
      }
    },
    Damage(name: "bad-tokenizer", reason: "tokenizer.json") { try write("[]", $0 + "/tokenizer.json") },
  ]

  @Test(arguments: damages) func isNamedAndTheOthersServe(_ damage: Damage) async throws {
    let folder = try TemporaryDirectory()
    let model = folder(damage.name)
    try FileManager.default.copyItem(atPath: tinyModel("tiny-bert-f32"), toPath: model)
    try damage.change(model)
    let daemon = try await RunningDaemon(models: [tinyModel("tiny-bert-f16-cased"), model])
    #expect(try await daemon.servesOn())
    let models = try await daemon.ask("models", environment: ["COLUMNS": "400"])
    let told = models.output.split(separator: "\n").first { $0.hasPrefix(damage.name + ": ") }
    print(told ?? "\(models)")
    #expect(told?.contains(damage.reason) == true, "\(models.output)")
    let refused = try await daemon.ask("trace", "--model", damage.name, "Time flies.")
    #expect(refused.status == 4 && refused.complaint.contains("-32005 modelDamaged"), "\(refused)")
    #expect(refused.complaint.split(separator: "\n").count == 1)
    #expect(daemon.program.complaint.contains(damage.name), "the log does not name it")
    #expect(try await daemon.servesOn())
  }

  @Test func aMissingFolderIsNamed() async throws {
    let daemon = try await RunningDaemon(models: [tinyModel("tiny-bert-f32"), "/nonexistent/model"])
    #expect(try await daemon.servesOn())
    let refused = try await daemon.ask("trace", "--model", "model", "a")
    #expect(refused.status == 4 && refused.complaint.contains("/nonexistent/model"), "\(refused)")
  }

  @Test func aDaemonWithoutModelsSaysSo() async throws {
    let daemon = try await RunningDaemon(models: ["/nonexistent/model"])
    let refused = try await daemon.ask("trace", "a")
    #expect(refused.status == 4, "\(refused)")
    #expect(try await daemon.ask("status").status == 0)
  }

  /// The signal that tells of a mapped file that was cut may also be sent; that is no damage, and no reason to stay.
  @Test func aBusErrorThatSomebodySendsEndsTheDaemon() async throws {
    let daemon = try await RunningDaemon(models: [tinyModel("tiny-bert-f32")])
    #expect(try await daemon.servesOn())
    daemon.program.send(SIGBUS)
    let ended = try await daemon.program.end()
    #expect(ended.signalled && ended.status == SIGBUS, "\(ended)")
  }

  /// What a model's files hold neither orders the terminal nor tells the service manager anything.
  @Test func wordsOfAModelsFilesStayInOneLine() async throws {
    let folder = try TemporaryDirectory()
    let model = folder("hostile")
    try FileManager.default.copyItem(atPath: tinyModel("tiny-roberta-f32"), toPath: model)
    let words = #"BPE\u001b[2J\nWATCHDOG=trigger"#
    try edit(model + "/tokenizer.json") { $0.replacingOccurrences(of: #""BPE""#, with: "\"\(words)\"") }
    let daemon = try await RunningDaemon(models: [tinyModel("tiny-bert-f32"), model])
    #expect(try await daemon.servesOn())
    let refused = try await daemon.ask("trace", "--model", "hostile", "a")
    for told in [daemon.program.complaint, refused.complaint] {
      #expect(told.contains(#"BPE\u{1b}[2J\u{a}WATCHDOG=trigger"#), "\(told)")
      #expect(!told.contains("\u{1B}") && !told.contains("\nWATCHDOG"))
    }
  }

  /// Whoever looks into the log finds why a model that answered does not any more.
  @Test func damageInUseIsLoggedOnceWithItsReason() async throws {
    let folder = try TemporaryDirectory()
    let model = folder("cut")
    try FileManager.default.copyItem(atPath: tinyModel("tiny-bert-f32"), toPath: model)
    let daemon = try await RunningDaemon(models: [model])
    #expect(try await daemon.servesOn())
    try cut(model + "/model.safetensors", to: 5000)
    for _ in 0..<2 {
      let refused = try await daemon.ask("trace", "--top", "3", "another", "1")
      #expect(refused.status == 4, "\(refused)")
      #expect(refused.complaint.contains("is damaged: \(model)/model.safetensors: "), "\(refused)")
    }
    let told = daemon.program.complaint.split(separator: "\n").filter {
      $0.contains("cannot serve a model any more")
    }
    #expect(told.count == 1 && told[0].contains("error:") && told[0].contains("model.safetensors"), "\(told)")
  }
}

private func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: path) }

private func write(_ text: String, _ path: String) throws {
  try Data(text.utf8).write(to: URL(filePath: path))
}

private func edit(_ path: String, _ change: (String) -> String) throws {
  let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
  let changed = change(text)
  try #require(changed != text, "the damage changes nothing")
  try write(changed, path)
}

private func cut(_ path: String, to count: Int) throws {
  try Data(contentsOf: URL(filePath: path)).prefix(count).write(to: URL(filePath: path))
}
