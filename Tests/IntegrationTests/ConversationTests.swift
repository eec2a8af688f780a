import TestSupport
import Testing

/// The conversations that come with the protocol, played to the daemon.
@Suite(.enabled(if: binariesAreHere, "ENCODINGS_BINARIES names no folder"))
struct ConversationTests {
  @Test func goAsRecorded() async throws {
    let ended = try await play(to: "tiny-bert-f32")
    #expect(ended.status == 0, "\(ended)\n\(ended.output)")
    #expect(ended.output.hasSuffix(" 0 differences\n"))
    print(ended.output)
  }

  @Test func aDaemonThatAnswersOtherwiseIsFoundOut() async throws {
    let ended = try await play(to: "tiny-bert-f16-cased")
    #expect(ended.status == 1)
    for file in ["trace.txt", "tokenize.txt", "models.txt"] {
      #expect(ended.output.contains("\(file): missing: "))
    }
  }

  private func play(to model: String) async throws -> Ended {
    let daemon = try await RunningDaemon(models: [tinyModel(model)])
    let player = RepositoryRoot.file("Protocol/conversations/play")
    return try await Program("/usr/bin/python3", ["-B", player, daemon.socket]).end()
  }
}
