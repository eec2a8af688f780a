import Foundation
import TestSupport
import Testing

/// What `encodingsd` says and ends with when it does not come to serving.
@Suite(.enabled(if: binariesAreHere, "ENCODINGS_BINARIES names no folder"))
struct DaemonCommandLineTests {
  private func run(_ arguments: [String], output: FileHandle? = nil) async throws -> Ended {
    let none = try TemporaryDirectory()
    return try await Program(
      #require(TestData.binaries) + "/encodingsd", arguments,
      environment: ["ENCODINGS_CONFIG": none.write("{}", to: "none.json")], output: output
    ).end()
  }

  @Test(arguments: [
    (["--bogus"], "Unknown option"), (["--set", "threads"], "KEY=VALUE"),
    (["--threads", "x"], "flags: threads: must"),
    (["--set", "thread=2"], "did you mean threads?"), (["--log-level", "loud"], "must be one of"),
    (["--socket", ""], "flags: socket: must not be empty"),
    (["--model", ""], "flags: model: must not be empty"),
  ]) func aWrongCommandLineEndsWith64(_ arguments: [String], _ words: String) async throws {
    let ended = try await run(arguments)
    #expect(ended.status == 64 && ended.complaint.contains(words), "\(ended)")
  }

  @Test func theCheckFindsWhatWouldNotBeServed() async throws {
    let folder = try TemporaryDirectory()
    let good = tinyModel("tiny-bert-f32")
    func checked(_ models: String) async throws -> Ended {
      try await run(["--check-config", "--config", folder.write(#"{"models": \#(models)}"#, to: "c.json")])
    }
    let right = try await checked("[\"\(good)\"]")
    #expect(right.status == 0 && right.output == "ok\n", "\(right)")
    let missing = try await checked("[\"\(good)\", \"/nonexistent/m\"]")
    #expect(missing.status == 78 && missing.output.isEmpty, "\(missing)")
    #expect(missing.complaint == "encodingsd: models: there is no /nonexistent/m/config.json\n")
    let wrong = try await checked("\"/srv\"")
    #expect(wrong.status == 78 && wrong.complaint.contains("c.json:1: models: must be an array"), "\(wrong)")
  }

  @Test func aTextThatCannotBeWrittenIsNoSuccess() async throws {
    for arguments in [["--settings"], ["--check-config"], ["--help"], ["--version"]] {
      let full = try FileHandle(forWritingTo: URL(filePath: "/dev/full"))
      let ended = try await run(arguments, output: full)
      #expect(ended.status == 74 && ended.complaint.contains("No space left"), "\(ended)")
    }
  }

  @Test func theSecondOfTwoModelsWithOneNameIsMissedAloud() async throws {
    let folder = try TemporaryDirectory()
    try FileManager.default.copyItem(atPath: tinyModel("tiny-bert-f32"), toPath: folder("tiny-bert-f32"))
    let daemon = try await RunningDaemon(models: [tinyModel("tiny-bert-f32"), folder("tiny-bert-f32")])
    #expect(try await daemon.servesOn())
    let line =
      "warning: ignoring \(folder("tiny-bert-f32")): \(tinyModel("tiny-bert-f32")) has the same name and comes before it"
    #expect(daemon.program.complaint.contains(line), "\(daemon.program.complaint)")
  }
}
