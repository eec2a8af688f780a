import Kernels

/// The rows that a pass multiplies with the vocabulary, in the order of their use: each position's companions, and
/// behind them its queries. They are cut into batches, whose products are held together.
final class PassLayout: Sendable {
  /// One position of one question.
  struct Place: Sendable {
    var comparison: Int
    var position: Int
    /// Its queries among those of all places.
    var queries: Range<Int>
    /// Its companions among all rows: none, one or two, in one batch; the queries' rows follow.
    var companions: Range<Int>
    var constants: SpaceConstants
  }

  /// Rows of a batch at most: their block of the width stays in a second-level cache.
  private static let most = 196

  let places: [Place]
  let sieves: [Sieve]
  let tops: [Int]
  let batches: [ArrangedRows]
  let rowCount: Int

  init(_ comparisons: [Comparison], facts: VocabularyFacts, kernels: Kernels) {
    // The order of summation bounds the error; the rest is for the few roundings around the product.
    let rounding = (kernels.productRoundings(width: facts.width) + 32) * 0x1p-24
    var places: [Place] = []
    var sieves: [Sieve] = []
    var tops: [Int] = []
    var batches: [[[Double]]] = [[]]
    var rowCount = 0
    func add(_ rows: [[Double]]) {
      for row in rows {
        if batches[batches.count - 1].count == Self.most { batches.append([]) }
        batches[batches.count - 1].append(row)
      }
      rowCount += rows.count
    }
    for (number, comparison) in comparisons.enumerated() {
      for position in comparison.ids.indices {
        let companions = comparison.spaces[position].companions
        if batches[batches.count - 1].count + companions.count > Self.most { batches.append([]) }
        let firstRow = rowCount
        add(companions)
        let first = sieves.count
        for layer in 0..<comparison.layerCount {
          let index = position * comparison.layerCount + layer
          add([comparison.queries[index].vector])
          sieves.append(comparison.sieve(index, rounding: rounding))
          tops.append(comparison.top)
        }
        places.append(
          Place(
            comparison: number, position: position, queries: first..<sieves.count,
            companions: firstRow..<firstRow + companions.count,
            constants: comparison.constants(position, facts: facts, rounding: rounding)))
      }
    }
    self.places = places
    self.sieves = sieves
    self.tops = tops
    self.rowCount = rowCount
    self.batches = batches.map { Self.arranged($0, width: facts.width, kernels: kernels) }
  }

  private static func arranged(_ vectors: [[Double]], width: Int, kernels: Kernels) -> ArrangedRows {
    let rows = FloatRows(count: vectors.count, width: width)
    for (index, vector) in vectors.enumerated() {
      let row = rows.row(index)
      for column in 0..<min(width, vector.count) { row[column] = Float(vector[column]) }
    }
    return ArrangedRows(rows.base, count: rows.count, stride: rows.stride, width: width, kernels: kernels)
  }
}
