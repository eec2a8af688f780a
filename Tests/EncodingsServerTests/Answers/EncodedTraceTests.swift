import EncodingsProtocol
import Testing

@testable import EncodingsServer

/// A trace's text that is kept without its timing.
@Suite struct EncodedTraceTests {
  static func result(tap: String = "resid_mid", text: String = "a") -> TraceResult {
    TraceResult(
      model: ModelDescription(
        name: "m", family: "bert", layers: 1, hidden: 2, vocabulary: 3, digest: "sha256:00"),
      tap: tap, space: "word", metric: "cosine", arithmetic: "exact", truncated: false,
      tokens: [
        TokenDescription(position: 0, id: 1, token: "<s>", text: "", start: 0, end: 0, special: true),
        TokenDescription(position: 1, id: 2, token: text, text: text, start: 0, end: 1, special: false),
      ],
      journeys: [
        JourneyDescription(
          position: 1,
          layers: [
            LayerDescription(
              layer: 0, similarity: 0.25, rank: 1, ties: 0,
              neighbors: [NeighborDescription(id: 2, token: text, similarity: 0.1)])
          ])
      ],
      timing: Timing(queuedMs: 0, computeMs: 0))
  }

  private static let marker = #","timing":{"#

  @Test(arguments: ["a", "", marker, #"\"# + marker, "timing\":{\"queuedMs\":0", "\u{0}\u{1F600}"])
  func isTheWholeTextWithAnotherTiming(_ text: String) {
    for timing in [Timing(queuedMs: 0, computeMs: 0), Timing(queuedMs: 12.345, computeMs: 1e9)] {
      var result = Self.result(tap: text, text: text)
      let encoded = EncodedTrace(result)
      result.timing = timing
      #expect(encoded.json(timing: timing) == result.json())
      #expect(encoded.tokens == 2)
      #expect(encoded.bytes < result.json().count)
    }
  }

  @Test func isCutAtItsOwnTiming() {
    var result = Self.result()
    result.timing = Timing(queuedMs: 123_456.789, computeMs: 0.001)
    #expect(EncodedTrace(result).json(timing: Timing(queuedMs: 0, computeMs: 0)) == Self.result().json())
  }
}
