import Encoders
import Tracing

/// What makes two questions the same question, down to the last byte.
///
/// A `Question` by itself will not do: Swift's strings are equal when they are canonically equivalent, but `é` in
/// one scalar and in two are different tokens.
struct AnswerKey: Hashable, Sendable {
  /// The loading of the model that is asked.
  let generation: Int
  private let text: [UInt8]
  private let position: Int?
  private let tap: Tap
  private let space: Space
  private let metric: Metric
  private let arithmetic: Arithmetic
  private let top: Int
  private let layers: [Int]?
  private let truncate: Bool

  init(generation: Int, question: Question) {
    self.generation = generation
    text = Array(question.text.utf8)
    position = question.position
    tap = question.tap
    space = question.space
    metric = question.metric
    arithmetic = question.arithmetic
    top = question.top
    layers = question.layers
    truncate = question.truncate
  }

  /// Memory that the key takes, roughly.
  var bytes: Int { text.count &+ (layers?.count ?? 0) &* 8 &+ 128 }
}
