import EncodingsClient
import EncodingsProtocol
import TestSupport
import Testing

/// Several clients at once get what each would have got alone.
@Suite(.enabled(if: binariesAreHere, "ENCODINGS_BINARIES names no folder"))
struct ManyClientsTests {
  private static let texts = (0..<24).map { number in
    Array(repeating: "time flies like an arrow \(number)", count: 1 + number % 3).joined(separator: " ")
  }

  @Test(arguments: ["tiny-roberta-f32", "tiny-bert-bf16-mixed"])
  func theSameBitsAsAlone(_ name: String) async throws {
    // Nothing is kept, so that every question is computed, alone and in company.
    let daemon = try await RunningDaemon(models: [tinyModel(name)], ["--set", "answerCacheBytes=0"])
    var alone: [[UInt8]] = []
    for text in Self.texts { alone.append(try answer(text, from: daemon.socket)) }
    for _ in 0..<5 {
      let together = try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { group in
        for (index, text) in Self.texts.enumerated() {
          group.addTask { (index, try await ownThread { try answer(text, from: daemon.socket) }) }
        }
        var answers: [Int: [UInt8]] = [:]
        for try await (index, answer) in group { answers[index] = answer }
        return answers
      }
      for (index, expected) in alone.enumerated() { #expect(together[index] == expected) }
    }
    let status = try await daemon.ask("status", "--json")
    #expect(status.output.contains("\"ok\":"))
  }

  /// One text, position by position and in every space, asked of a daemon that remembers and of one that does not.
  @Test func whatIsRememberedOfATextChangesNothing() async throws {
    let remembering = try await RunningDaemon(models: [tinyModel("tiny-roberta-f32")])
    let forgetting = try await RunningDaemon(
      models: [tinyModel("tiny-roberta-f32")], ["--set", "answerCacheBytes=0"])
    for space in ["word", "word+position", "embedding"] {
      for position in 0..<5 {
        var question = TraceParameters(text: Self.texts[0])
        question.position = position
        question.space = space
        #expect(
          try answer(to: question, from: remembering.socket) == answer(to: question, from: forgetting.socket))
      }
    }
    #expect(try await forgetting.ask("metrics").output.contains("\nencodings_known_bytes 0\n"))
    let metrics = try await remembering.ask("metrics").output
    #expect(metrics.contains("\nencodings_known_bytes ") && !metrics.contains("\nencodings_known_bytes 0\n"))
  }
}

/// The journeys of an answer as the daemon wrote them; the timing, which differs, is behind them.
private func answer(_ text: String, from socket: String) throws -> [UInt8] {
  try answer(to: TraceParameters(text: text), from: socket)
}

private func answer(to question: TraceParameters, from socket: String) throws -> [UInt8] {
  var connection = try Connection(to: socket, timeout: .seconds(60))
  let json = try connection.result(of: .trace, question)
  let timing = Array(#","timing":"#.utf8)
  let cut = try #require(json.indices.last { json[$0...].starts(with: timing) })
  return Array(json[..<cut])
}
