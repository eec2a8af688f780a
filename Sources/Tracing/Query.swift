import Encoders
import Kernels

/// One encoding to be compared with the vocabulary, at its position's space, in float64.
///
/// An entry's order decides ranks: the cosine times |q|, or minus the squared distance plus |q|²; both grow with
/// similarity and are what the float32 pass computes as an entry's key.
struct Query: Sendable {
  /// q, or q g for `embedding`: what is multiplied with the entries.
  let vector: [Double]
  let norm: Double
  /// q·c, or (q g)·c'.
  let offset: Double
  /// Σ q g for `embedding`, otherwise 0.
  let slope: Double
  /// q·b for `embedding`, otherwise 0.
  let lift: Double

  init(_ encoding: UnsafePointer<Float>, space: PositionedSpace, facts: VocabularyFacts) {
    let width = facts.width
    let plain = (0..<width).map { Double(encoding[$0]) }
    norm = plain.reduce(0) { $0 + $1 * $1 }.squareRoot()
    if space.space == .embedding {
      vector = plain.indices.map { plain[$0] * facts.gain[$0] }
      slope = vector.reduce(0, +)
      lift = plain.indices.reduce(0) { $0 + plain[$1] * facts.bias[$1] }
    } else {
      vector = plain
      slope = 0
      lift = 0
    }
    let vector = vector
    offset = space.offset.indices.reduce(0) { $0 + vector[$1] * space.offset[$1] }
  }

  /// The orders of the entries `ids` by `metric`. Not numbers where weights or encoding are damaged.
  func orders(
    of ids: [Int32], in space: PositionedSpace, by metric: Metric, facts: VocabularyFacts, kernels: Kernels
  ) -> [Double] {
    let vectors: [[Double]] =
      switch space.space {
      case .word: [vector]
      case .wordPosition: [vector, space.offset]
      case .embedding: [vector, space.offset, space.scaledOffset]
      }
    let dots = kernels.dots(
      vectors, rows: facts.rows, ids: ids, shifts: space.space == .embedding ? facts.mean : nil)
    return ids.indices.map { index in
      let id = Int(ids[index])
      let first = index * vectors.count
      let product: Double
      let square: Double
      switch space.space {
      case .word:
        product = dots[first]
        square = facts.square[id]
      case .wordPosition:
        let sum = facts.square[id] + 2 * dots[first + 1] + space.offsetSquare
        if sum < Self.cancelled * (facts.square[id] + space.offsetSquare) {
          (product, square) = sums(of: id, in: space, facts: facts)
        } else {
          (product, square) = (dots[first] + offset, sum)
        }
      case .embedding:
        let centred = facts.centred[id] + 2 * dots[first + 1] + space.offsetSquare
        let scaled = facts.scaled[id] + 2 * dots[first + 2] + space.scaledOffsetSquare
        let variance = centred / Double(facts.width) + facts.epsilon
        let deviation = variance.squareRoot()
        let spread = scaled / variance
        let sum = spread + 2 * (facts.product[id] + space.productOffset) / deviation + facts.biasSquare
        if centred < Self.cancelled * (facts.centred[id] + space.offsetSquare)
          || scaled < Self.cancelled * (facts.scaled[id] + space.scaledOffsetSquare)
          || sum < Self.cancelled * (spread + facts.biasSquare)
        {
          (product, square) = normalized(id, in: space, facts: facts)
        } else {
          (product, square) = ((dots[first] + offset) / deviation + lift, sum)
        }
      }
      return order(product: product, square: square, by: metric)
    }
  }

  /// The part of |E|² + |c|² below which |E + c|² has lost too many of float64's digits to be their sum; likewise of what
  /// is centred, scaled or lifted by the bias.
  private static let cancelled = 1e-8

  /// q · (E + c) and |E + c|², of the sum itself.
  private func sums(of id: Int, in space: PositionedSpace, facts: VocabularyFacts) -> (Double, Double) {
    let sum = zip(facts.rows.widened(id), space.offset).map { Double($0) + $1 }
    return (zip(vector, sum).reduce(0) { $0 + $1.0 * $1.1 }, sum.reduce(0) { $0 + $1 * $1 })
  }

  /// q · e and |e|² for e = LN(E + c), of the sum itself.
  private func normalized(_ id: Int, in space: PositionedSpace, facts: VocabularyFacts) -> (Double, Double) {
    let width = Double(max(1, facts.width))
    let sum = zip(facts.rows.widened(id), space.offset).map { Double($0) + $1 }
    let mean = sum.reduce(0, +) / width
    let centred = sum.map { $0 - mean }
    let deviation = (centred.reduce(0) { $0 + $1 * $1 } / width + facts.epsilon).squareRoot()
    let product = zip(vector, centred).reduce(0) { $0 + $1.0 * $1.1 } / deviation + lift
    let square = centred.indices.reduce(0) { square, index in
      let number = facts.gain[index] * centred[index] / deviation + facts.bias[index]
      return square + number * number
    }
    return (product, square)
  }

  private func order(product: Double, square: Double, by metric: Metric) -> Double {
    switch metric {
    case .cosine: square > 0 || square.isNaN ? product / square.squareRoot() : 0
    case .euclidean: 2 * product - square
    }
  }

  /// What a user is shown for an order: the cosine, or minus the distance.
  func similarity(ofOrder order: Double, by metric: Metric) -> Double {
    switch metric {
    case .cosine: norm > 0 || norm.isNaN ? order / norm : 0
    case .euclidean: -max(0, norm * norm - order).squareRoot()
    }
  }
}
