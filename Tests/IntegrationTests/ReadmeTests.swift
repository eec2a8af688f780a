import EncodingsProtocol
import Foundation
import TestSupport
import Testing

/// Every command of the README does what it says there. With `ENCODINGS_WRITE_GOLDEN=1` the outputs that it shows are
/// written anew; look at the difference before committing it.
@Suite(.enabled(if: binariesAreHere, "ENCODINGS_BINARIES names no folder"))
struct ReadmeTests {
  @Test(.enabled(if: Readme.model != nil, "ENCODINGS_MINILM names no folder"))
  func answersAreAsShown() async throws {
    let daemon = try await RunningDaemon(models: [#require(Readme.model)])
    let readme = try Readme()
    #expect(readme.examples.count >= 4)
    var text = readme.text
    for example in readme.examples {
      let ended = try await run(example.command, for: daemon)
      #expect(ended.status == 0, "\(example.command): \(ended)")
      let shown = ended.output.hasSuffix("\n") ? String(ended.output.dropLast()) : ended.output
      text = text.replacing(example.block, with: "```console\n$ \(example.command)\n\(shown)\n```")
    }
    if ProcessInfo.processInfo.environment["ENCODINGS_WRITE_GOLDEN"] == "1" {
      try Data(text.utf8).write(to: URL(filePath: Readme.path))
    } else {
      #expect(text == readme.text)
    }
  }

  @Test(.enabled(if: Readme.model != nil, "ENCODINGS_MINILM names no folder"))
  func otherCommandsAreTaken() async throws {
    let daemon = try await RunningDaemon(models: [#require(Readme.model)])
    let commands = try Readme().commands.filter { $0.contains("encctl") }
    #expect(commands.count >= 5)
    for command in commands {
      let ended = try await run(command, for: daemon)
      #expect(ended.status == 0 && !ended.output.isEmpty, "\(command): \(ended)")
    }
  }

  @Test func daemonsStart() async throws {
    let commands = try Readme().commands.filter { $0.hasPrefix("encodingsd") }
    #expect(!commands.isEmpty)
    for command in commands {
      let home = try TemporaryDirectory()
      try FileManager.default.createDirectory(
        atPath: home("models"), withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        atPath: tinyModel("tiny-roberta-f32"), toPath: home("models/roberta-base"))
      let environment = [
        "PATH": try #require(TestData.binaries) + ":/usr/bin:/bin", "HOME": home.path,
        "ENCODINGS_SOCKET": home("e.sock"), "ENCODINGS_CACHE_FOLDER": home("cache"),
      ]
      let daemon = try Program("/bin/bash", ["-c", "exec " + command], environment: environment)
      var answered = false
      for _ in 0..<500 where !answered && daemon.isRunning {
        answered =
          try await Program("/bin/bash", ["-c", "encctl status"], environment: environment).end().status == 0
      }
      #expect(answered, "\(command): \(daemon.complaint)")
      daemon.send(SIGTERM)
      #expect(try await daemon.end().status == 0)
    }
  }

  @Test(.enabled(if: Readme.model != nil, "ENCODINGS_MINILM names no folder"))
  func thePythonExampleAsksTheSameQuestion() async throws {
    let daemon = try await RunningDaemon(models: [#require(Readme.model)])
    let script = try daemon.folder.write(Readme().python, to: "example.py")
    let ended = try await run("python3 " + script, for: daemon)
    let readings = try await daemon.trace(["Time flies like an arrow.", "2", "--top", "3"]).journeys[0].layers
    let expected = readings.map { reading in
      "\(reading.layer) \(reading.rank) ["
        + reading.neighbors.map { "'\($0.token)'" }.joined(separator: ", ") + "]"
    }
    #expect(ended.output.split(separator: "\n").map(String.init) == expected, "\(ended)")
  }

  @Test func everyNumberThatCanBeAskedForHasItsEquation() throws {
    let section = try Readme().section("What the numbers are")
    for tap in ParameterChoices.tap { #expect(section.contains(try Regex("(?m)^\(tap) += ")), "\(tap)") }
    let others = ParameterChoices.space + ParameterChoices.metric + ParameterChoices.arithmetic
    for name in others {
      #expect(section.contains("`\(name)`") || section.contains("--arithmetic \(name)`"), "\(name)")
    }
  }

  @Test func theProtocolsShellExampleGetsAnAnswer() async throws {
    let daemon = try await RunningDaemon(models: [tinyModel("tiny-bert-f32")])
    let page = String(
      decoding: try Data(contentsOf: URL(filePath: RepositoryRoot.file("Protocol/PROTOCOL.md"))),
      as: UTF8.self)
    let lines = page.split(separator: "\n").drop { !$0.hasPrefix("    printf") }.prefix {
      $0.hasPrefix("    ")
    }
    let ended = try await run("cd \(daemon.folder.path)\n" + lines.joined(separator: "\n"), for: daemon)
    #expect(ended.output.hasPrefix(#"{"jsonrpc":"2.0","id":1,"result":{"models":[{"#), "\(ended)")
  }

  private func run(_ command: String, for daemon: RunningDaemon) async throws -> Ended {
    let path = try #require(TestData.binaries) + ":/usr/bin:/bin"
    return try await Program(
      "/bin/bash", ["-c", command], environment: ["PATH": path, "ENCODINGS_SOCKET": daemon.socket]
    ).end()
  }
}
