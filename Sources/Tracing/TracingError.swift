package import Encoders

/// Why a question has no answer. The wire's code and words are made of these at the edge.
package enum TracingError: Error, Sendable, Hashable {
  /// The text has `length` tokens, special ones counted; the model reads `limit`.
  case textTooLong(length: Int, limit: Int)
  /// The text has tokens 0..<count.
  case positionOutOfRange(position: Int, count: Int)
  /// The model has layers 0..<count.
  case layerOutOfRange(layer: Int, count: Int)
  /// `top` may be 0...vocabulary.
  case topOutOfRange(top: Int, vocabulary: Int)
  /// `published` arithmetic is defined for `resid_mid` of BERT-like models only.
  case publishedUndefined(tap: Tap, family: String)
  /// A distance is greater than float32 holds.
  case distanceTooGreat
  /// The asker no longer wants the answer.
  case cancelled
  /// The weights gave a number that is not finite, or can no longer be read.
  case damaged(Damage)
}
