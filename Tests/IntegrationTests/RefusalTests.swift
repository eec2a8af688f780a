import TestSupport
import Testing

/// Questions that cannot be answered: one clear line, the documented exit status, and a daemon that serves on.
@Suite(.enabled(if: binariesAreHere, "ENCODINGS_BINARIES names no folder"))
struct RefusalTests {
  /// A command line, the exit status it ends with, and what its one line says.
  struct Case: Sendable, CustomTestStringConvertible {
    var arguments: [String]
    var status: Int32
    var words: [String]

    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let cases = [
    Case(arguments: ["trace", "Time flies.", "99"], status: 4, words: ["position is 99", "give 0 to"]),
    Case(
      arguments: ["trace", "Time flies.", "-1"], status: 2, words: ["-1 is no position: they count from 0"]),
    Case(arguments: ["trace", "Time flies.", "x"], status: 2, words: ["A position is a number"]),
    Case(
      arguments: ["trace", "Time flies.", "--position", "9223372036854775807"], status: 4,
      words: ["position is 9223372036854775807"]),
    Case(
      arguments: ["trace", "a", "--tap", "resid_mdi"], status: 2,
      words: ["resid_pre, attn_out", "did you mean resid_mid?"]),
    Case(
      arguments: ["trace", "a", "--space", "words"], status: 2,
      words: ["word+position", "did you mean word?"]),
    Case(arguments: ["trace", "a", "--metric", "cosin"], status: 2, words: ["did you mean cosine?"]),
    Case(arguments: ["trace", "a", "--arithmetic", "correct"], status: 2, words: ["exact, published"]),
    Case(
      arguments: ["trace", "a", "--model", "tiny-bert-f23"], status: 4,
      words: ["-32003 noSuchModel", "did you mean tiny-bert-f32?"]),
    Case(arguments: ["trace", "a", "--layers", "99"], status: 4, words: ["-32602", "99"]),
    Case(arguments: ["trace", "a", "--layers", "1-x"], status: 2, words: ["0,3,5-8"]),
    Case(arguments: ["trace", "a", "--top", "-1"], status: 2, words: ["--top is -1: it must be 0 or more"]),
    Case(arguments: ["trace", "a", "0", "--top", "1000000"], status: 4, words: ["-32602", "1000000"]),
    Case(arguments: ["trace", "a", "--top", "5"], status: 2, words: ["--top is for one token", "--json"]),
    Case(arguments: ["trace", "a", "--top", "1000000", "--json"], status: 4, words: ["-32602", "1000000"]),
    Case(arguments: ["trace", "a", "0", "--top", "1e3"], status: 2, words: ["A whole number is expected"]),
    Case(
      arguments: ["trace", "- item one", "1"], status: 2, words: ["\"- item one\" starts with '-': write --"]),
    Case(
      arguments: ["trace", "-5 degrees", "1"], status: 2, words: ["\"-5 degrees\" starts with '-': write --"]),
    Case(
      arguments: ["tokenize", "--json", "-5 degrees"], status: 2,
      words: ["\"-5 degrees\" starts with '-': write --"]),
    Case(arguments: ["help", "bogus"], status: 2, words: ["there is no command \"bogus\""]),
    Case(arguments: ["models", "--socket", ""], status: 2, words: ["--socket names no path"]),
    Case(
      arguments: ["trace", String(repeating: "time ", count: 200)], status: 4,
      words: ["textTooLong", "With encctl: --truncate."]),
    Case(
      arguments: ["trace", "a", "--arithmetic", "published", "--tap", "mlp_out"], status: 4,
      words: ["published", "mlp_out"]),
    Case(
      arguments: ["--postion=1", "trace", "a"], status: 2,
      words: ["--postion", "See encctl trace --help."]),
    Case(
      arguments: ["--json"], status: 2, words: ["none of these", "trace, tokenize", "See encctl --help."]),
    Case(arguments: ["--json", "--", "trace"], status: 2, words: ["none of these", "See encctl --help."]),
    Case(arguments: ["--top", "2", "trcae", "a"], status: 2, words: ["none of these", "trace, tokenize"]),
    Case(arguments: ["trcae", "a"], status: 2, words: ["did you mean trace?"]),
    Case(arguments: ["tokenize", "a", "--postion", "1"], status: 2, words: ["--postion"]),
    Case(arguments: ["trace", "a", "--file", "b"], status: 2, words: ["\"a\" is given besides --file"]),
  ]

  @Test(arguments: cases) func isToldInALine(_ refused: Case) async throws {
    let daemon = try await RunningDaemon(models: [tinyModel("tiny-bert-f32")])
    let ended = try await daemon.start(refused.arguments).end()
    #expect(ended.status == refused.status && !ended.signalled, "\(ended)")
    #expect(ended.output.isEmpty)
    for words in refused.words { #expect(ended.complaint.contains(words), "\(ended)") }
    #expect(ended.complaint.hasPrefix("encctl: ") && ended.complaint.hasSuffix("\n"), "\(ended)")
    #expect(ended.complaint.split(separator: "\n").count == 1, "\(ended)")
    #expect(try await daemon.servesOn())
  }

  @Test func aTextThatIsNotUTF8IsRefusedNotChanged() async throws {
    let daemon = try await RunningDaemon(models: [tinyModel("tiny-bert-f32")])
    let encctl = try #require(TestData.binaries) + "/encctl"
    // Bash makes bytes that Swift's strings cannot hold.
    let ended = try await Program(
      "/bin/bash", ["-c", #""$0" trace "$(printf 'caf\351 au lait')" 1"#, encctl],
      environment: ["ENCODINGS_SOCKET": daemon.socket]
    ).end()
    #expect(ended.status == 2 && ended.output.isEmpty, "\(ended)")
    #expect(ended.complaint.contains("argument 2 is not valid UTF-8 at byte 3."), "\(ended)")
  }

  @Test func aTextLongerThanAFrameIsRefusedInWordsOfTheCommandLine() async throws {
    let daemon = try await RunningDaemon(models: [tinyModel("tiny-bert-f32")])
    let input = Array(String(repeating: "time ", count: 300_000).utf8)
    let ended = try await daemon.start(["trace", "--truncate"], input: input).end()
    #expect(ended.status == 4 && ended.complaint.contains("give a part of it"), "\(ended)")
  }

  @Test func topOfNoneAndOfAllAreAnswered() async throws {
    let daemon = try await RunningDaemon(models: [tinyModel("tiny-bert-f32")])
    let none = try await daemon.trace(["Time flies.", "1", "--top", "0"])
    #expect(none.journeys.allSatisfy { $0.layers.allSatisfy(\.neighbors.isEmpty) })
    let vocabulary = none.model.vocabulary
    let all = try await daemon.trace(["Time flies.", "1", "--top", "\(vocabulary)"])
    for reading in all.journeys[0].layers {
      #expect(Set(reading.neighbors.map(\.id)).count == vocabulary)
      #expect(reading.neighbors.map(\.similarity) == reading.neighbors.map(\.similarity).sorted(by: >))
    }
  }

  @Test func nobodyListens() async throws {
    let folder = try TemporaryDirectory()
    let encctl = try #require(TestData.binaries) + "/encctl"
    let missing = try await Program(encctl, ["status", "--socket", folder("none.sock")]).end()
    #expect(missing.status == 3 && missing.complaint.contains(folder("none.sock")), "\(missing)")
    let file = try folder.write("no socket", to: "file")
    let noSocket = try await Program(encctl, ["status", "--socket", file]).end()
    #expect(noSocket.status == 3 && noSocket.complaint.contains("the file there is no socket"))
    let long = String(repeating: "x", count: 200)
    let tooLong = try await Program(encctl, ["status", "--socket", "/tmp/" + long]).end()
    #expect(tooLong.status == 3 && tooLong.complaint.contains("at most 107"), "\(tooLong)")
    let noPath = try await Program(encctl, ["status"], environment: ["ENCODINGS_SOCKET": file]).end()
    #expect(noPath.status == 3)
  }

  @Test func aDaemonKilledWhileItComputesIsALostConnection() async throws {
    let daemon = try await RunningDaemon(
      models: [#require(TestData.largeModel ?? TestData.miniLM)], ["--threads", "1"])
    // A process of its own looks and kills at once: this test may have to wait for a thread while others compute.
    let encctl = try #require(TestData.binaries) + "/encctl"
    let killing = try Program(
      "/bin/bash",
      [
        "-c", #"until "$0" status --json | grep -q '"running":1'; do :; done; kill -9 "$1""#, encctl,
        String(daemon.program.identifier),
      ],
      environment: ["ENCODINGS_SOCKET": daemon.socket])
    let text = Array(repeating: "time flies", count: 3000).joined(separator: " ")
    let asking = try daemon.start(["trace", "--truncate"], input: Array(text.utf8))
    let ended = try await asking.end()
    #expect(try await killing.end().status == 0)
    #expect(ended.status == 5 && ended.output.isEmpty, "\(ended)")
    #expect(ended.complaint.contains("lost before the answer was whole"))
  }
}
