import Kernels

/// The rows that a pass multiplies with the vocabulary: every question's queries, and behind them the companions
/// of their positions.
final class PassLayout: Sendable {
  /// One position of one question.
  struct Place: Sendable {
    var comparison: Int
    var position: Int
    /// Its queries among `queries`.
    var queries: Range<Int>
    /// Its first companion among `companions`.
    var companion: Int
    /// 0, 1 or 2.
    var companionCount: Int
    var constants: SpaceConstants
  }

  let places: [Place]
  let sieves: [Sieve]
  let tops: [Int]
  let queries: FloatRows
  let companions: FloatRows

  init(_ comparisons: [Comparison], facts: VocabularyFacts, kernels: Kernels) {
    // The order of summation bounds the error; the rest is for the few roundings around the product.
    let rounding = (kernels.productRoundings(width: facts.width) + 32) * 0x1p-24
    var places: [Place] = []
    var sieves: [Sieve] = []
    var tops: [Int] = []
    var vectors: [[Double]] = []
    var companionVectors: [[Double]] = []
    for (number, comparison) in comparisons.enumerated() {
      for position in comparison.ids.indices {
        let first = vectors.count
        for layer in 0..<comparison.layerCount {
          let index = position * comparison.layerCount + layer
          vectors.append(comparison.queries[index].vector)
          sieves.append(comparison.sieve(index, rounding: rounding))
          tops.append(comparison.top)
        }
        let companions = comparison.spaces[position].companions
        places.append(
          Place(
            comparison: number, position: position, queries: first..<vectors.count,
            companion: companionVectors.count, companionCount: companions.count,
            constants: comparison.constants(position, facts: facts, rounding: rounding)))
        companionVectors += companions
      }
    }
    self.places = places
    self.sieves = sieves
    self.tops = tops
    queries = Self.rows(vectors, width: facts.width)
    companions = Self.rows(companionVectors, width: facts.width)
  }

  private static func rows(_ vectors: [[Double]], width: Int) -> FloatRows {
    let rows = FloatRows(count: vectors.count, width: width)
    for (index, vector) in vectors.enumerated() {
      let row = rows.row(index)
      for column in 0..<min(width, vector.count) { row[column] = Float(vector[column]) }
    }
    return rows
  }
}
