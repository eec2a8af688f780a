package import Encoders

/// A question that has been checked against its model and tokenised.
package struct PreparedQuestion: Sendable {
  package let question: Question
  package let text: TokenizedText
  /// Positions to trace, ascending.
  package let positions: [Int]
  /// Layers to read, ascending.
  package let layers: [Int]

  /// Checks `question` against a model of `layers` layers and `vocabulary` entries.
  init(
    _ question: Question, text: TokenizedText, family: String, layers layerCount: Int, vocabulary: Int
  ) throws(TracingError) {
    self.question = question
    self.text = text
    if question.arithmetic == .published, question.tap != .residMid {
      throw .publishedUndefined(tap: question.tap, family: family)
    }
    guard (0...vocabulary).contains(question.top) else {
      throw .topOutOfRange(top: question.top, vocabulary: vocabulary)
    }
    for layer in question.layers ?? [] where !(0..<layerCount).contains(layer) {
      throw .layerOutOfRange(layer: layer, count: layerCount)
    }
    if let position = question.position, !text.tokens.indices.contains(position) {
      throw .positionOutOfRange(position: position, count: text.tokens.count)
    }
    positions = question.position.map { [$0] } ?? Array(text.tokens.indices)
    layers = question.layers.map { Set($0).sorted() } ?? Array(0..<layerCount)
  }

  /// The forward pass that it needs.
  package var request: TapRequest {
    TapRequest(
      ids: text.tokens.map { Int32($0.id) }, positions: positions, layers: layers, tap: question.tap,
      arithmetic: question.arithmetic)
  }
}
