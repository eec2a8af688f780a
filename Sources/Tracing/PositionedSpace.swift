import Encoders
import Kernels

/// A vocabulary space at one position: entry v is `E[v]`, `E[v] + c` or `LN(E[v] + c)`, with c the position's row
/// (and, where normalised, the type's).
///
/// None of them is a second matrix. With E' = E - mean(E) and c' = c - mean(c), an entry of `embedding` is
/// e = g (E' + c') / σ + b, so that
///
///     σ²  = (|E'|² + 2 E·c' + |c'|²) / H + ε
///     |e|² = (Σg²E'² + 2 Σg²E'c' + Σg²c'²) / σ² + 2 (Σg b E' + Σg b c') / σ + |b|²
///     q·e = ((q g)·E' + (q g)·c') / σ + q·b
///
/// and of all these only E·c', E·(g²c') and (q g)·E need the matrix, once a position or query.
struct PositionedSpace: Sendable {
  let space: Space
  /// c; c' for `embedding`.
  let offset: [Double]
  /// g² c' for `embedding`, otherwise empty.
  let scaledOffset: [Double]
  let offsetSquare: Double
  let scaledOffsetSum: Double
  let scaledOffsetSquare: Double
  let productOffset: Double

  /// The space at row `position` of the position table.
  init(_ space: Space, position: [Float], facts: VocabularyFacts) {
    self.space = space
    switch space {
    case .word:
      offset = []
    case .wordPosition:
      offset = position.map(Double.init)
    case .embedding:
      let sum = zip(position, facts.type).map { Double($0) + $1 }
      let mean = sum.reduce(0, +) / Double(max(1, sum.count))
      offset = sum.map { $0 - mean }
    }
    offsetSquare = offset.reduce(0) { $0 + $1 * $1 }
    guard space == .embedding else {
      scaledOffset = []
      scaledOffsetSum = 0
      scaledOffsetSquare = 0
      productOffset = 0
      return
    }
    let gain = facts.gain
    let bias = facts.bias
    let centred = offset
    let scaled = centred.indices.map { gain[$0] * gain[$0] * centred[$0] }
    scaledOffset = scaled
    scaledOffsetSum = scaled.reduce(0, +)
    scaledOffsetSquare = centred.indices.reduce(0) { $0 + scaled[$1] * centred[$1] }
    productOffset = centred.indices.reduce(0) { $0 + gain[$1] * bias[$1] * centred[$1] }
  }

  /// The vectors whose products with every entry the space needs besides the queries'.
  var companions: [[Double]] {
    switch space {
    case .word: []
    case .wordPosition: [offset]
    case .embedding: [offset, scaledOffset]
    }
  }
}
