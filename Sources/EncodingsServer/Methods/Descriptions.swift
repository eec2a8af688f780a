import EncodingsProtocol
import Tracing

extension TraceResult {
  /// An answer in the protocol's words. Its timing is filled in when it is sent.
  init(
    _ answer: Answer, to question: Question, by model: ModelDescription, spelling: (Int) -> String
  ) {
    self.init(
      model: model, tap: question.tap.rawValue, space: question.space.rawValue,
      metric: question.metric.rawValue, arithmetic: question.arithmetic.rawValue,
      truncated: answer.text.truncated, tokens: TokenDescription.all(of: answer.text),
      journeys: answer.journeys.map { journey in
        JourneyDescription(
          position: journey.position,
          layers: journey.readings.map { LayerDescription($0, spelling: spelling) })
      },
      timing: Timing(queuedMs: 0, computeMs: 0))
  }
}

extension LayerDescription {
  fileprivate init(_ reading: LayerReading, spelling: (Int) -> String) {
    self.init(
      layer: reading.layer, similarity: reading.similarity, rank: reading.rank, ties: reading.ties,
      neighbors: reading.neighbors.map {
        NeighborDescription(id: $0.id, token: spelling($0.id), similarity: $0.similarity)
      })
  }
}

extension TokenDescription {
  /// A text's tokens in order.
  static func all(of text: TokenizedText) -> [TokenDescription] {
    text.tokens.enumerated().map { position, token in
      TokenDescription(
        position: position, id: token.id, token: token.spelling, text: token.text, start: token.start,
        end: token.end, special: token.special)
    }
  }
}
