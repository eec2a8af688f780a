import TestSupport
import Testing

/// Where `encctl` takes a text from, and that it stays the same text on the way.
@Suite(.enabled(if: binariesAreHere, "ENCODINGS_BINARIES names no folder"))
struct TextSourceTests {
  @Test func argumentFileAndStandardInputAreTheSameText() async throws {
    let daemon = try await RunningDaemon(models: [tinyModel("tiny-roberta-f32")])
    let text = "Zeit vergeht, 時間 flies 🏳️‍🌈 e\u{301}."
    let file = try daemon.folder.write(text + "\n", to: "text.txt")
    let expected = try await daemon.trace([text]).tokens
    #expect(try await daemon.trace(["--file", file]).tokens == expected)
    #expect(try await daemon.trace([], input: Array((text + "\n").utf8)).tokens == expected)
    #expect(try await daemon.trace(["-"], input: Array((text + "\r\n").utf8)).tokens == expected)
    let input = Array("\u{FEFF}\(text)\n".utf8)
    #expect(try await daemon.trace(["--file", "-"], input: input).tokens == expected)
    #expect(try await daemon.trace(["--file", file, "2"]).journeys.map(\.position) == [2])
    #expect(
      try await daemon.trace(["--position", "2"], input: Array(text.utf8)).journeys.map(\.position) == [2])
  }

  @Test func emptyTextHasItsSpecialTokens() async throws {
    for name in ["tiny-roberta-f32", "tiny-bert-f32"] {
      let daemon = try await RunningDaemon(models: [tinyModel(name)])
      let result = try await daemon.trace([""])
      #expect(result.tokens.count == 2 && result.tokens.allSatisfy(\.special))
      #expect(result.journeys.count == 2)
      let shown = try await daemon.ask("trace", "")
      #expect(shown.status == 0, "\(shown)")
    }
  }

  @Test func aLongTextIsRefusedWithItsLengthOrCut() async throws {
    let daemon = try await RunningDaemon(models: [tinyModel("tiny-bert-f32")])
    let text = Array(repeating: "time flies", count: 2000).joined(separator: " ")
    let refused = try await daemon.ask("trace", input: Array(text.utf8))
    let limit = try await daemon.trace(["--truncate", "--position", "0"], input: Array(text.utf8))
    #expect(refused.status == 4)
    #expect(refused.complaint.contains("-32001 textTooLong"), "\(refused)")
    #expect(refused.complaint.contains("the model reads at most \(limit.tokens.count)"), "\(refused)")
    #expect(limit.truncated && limit.tokens.last?.token == "[SEP]" && limit.tokens.first?.token == "[CLS]")
    #expect(try await daemon.servesOn())
  }

  @Test func bytesThatAreNoUTF8AreRefusedWithTheirPlace() async throws {
    let daemon = try await RunningDaemon(models: [tinyModel("tiny-bert-f32")])
    for (bytes, place): ([UInt8], Int) in [
      ([0x61, 0xFF], 1), ([0x61, 0x62, 0xC3], 2), ([0xED, 0xA0, 0x80], 0), ([0xC0, 0x80], 0),
    ] {
      let refused = try await daemon.ask("trace", input: bytes)
      #expect(refused.status == 2)
      #expect(
        refused.complaint == "encctl: standard input is not valid UTF-8 at byte \(place). Convert it first, "
          + "for example with iconv.\n")
    }
    #expect(try await daemon.servesOn())
  }

  @Test func aFileThatCannotBeReadIsNamed() async throws {
    let daemon = try await RunningDaemon(models: [tinyModel("tiny-bert-f32")])
    let missing = try await daemon.ask("trace", "--file", "/nonexistent/text")
    #expect(missing.status == 2 && missing.complaint.contains("/nonexistent/text"), "\(missing)")
    let folder = try await daemon.ask("trace", "--file", "/tmp")
    #expect(folder.status == 2 && folder.complaint.contains("/tmp"), "\(folder)")
  }
}
