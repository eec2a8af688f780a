import Encoders
import Kernels

/// One encoding to be compared with the vocabulary, at its position's space, in float64.
///
/// `order` decides ranks: the cosine times |q|, or minus the squared distance plus |q|²; both grow with similarity
/// and are what the float32 pass computes as an entry's key.
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

  /// The order of entry `id` by `metric`; `next` is the entry that will be asked about then. Not a number where weights
  /// or encoding are damaged.
  func order(
    of id: Int, next: Int? = nil, in space: PositionedSpace, by metric: Metric, facts: VocabularyFacts,
    kernels: Kernels
  ) -> Double {
    let row = facts.rows.row(id)
    let ahead = next.map { facts.rows.row($0) }
    let element = facts.rows.element
    let width = facts.width
    let product: Double
    let square: Double
    switch space.space {
    case .word:
      product = kernels.dots(vector, nil, nil, row, element: element, width: width, ahead: ahead).0
      square = facts.square[id]
    case .wordPosition:
      let dots = kernels.dots(vector, space.offset, nil, row, element: element, width: width, ahead: ahead)
      product = dots.0 + offset
      square = facts.square[id] + 2 * dots.1 + space.offsetSquare
    case .embedding:
      let (vectorProduct, offsetProduct, scaledProduct) = kernels.dots(
        vector, space.offset, space.scaledOffset, row, element: element, shift: facts.mean[id], width: width,
        ahead: ahead)
      let variance =
        (facts.centred[id] + 2 * offsetProduct + space.offsetSquare) / Double(width) + facts.epsilon
      let deviation = variance.squareRoot()
      product = (vectorProduct + offset) / deviation + lift
      square =
        (facts.scaled[id] + 2 * scaledProduct + space.scaledOffsetSquare) / variance
        + 2 * (facts.product[id] + space.productOffset) / deviation + facts.biasSquare
    }
    switch metric {
    case .cosine: return square > 0 || square.isNaN ? product / square.squareRoot() : 0
    case .euclidean: return 2 * product - square
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
