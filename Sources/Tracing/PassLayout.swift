import Kernels

/// The rows that a pass multiplies with the vocabulary, in the order of their use: each position's companions, and
/// behind them its queries. They are cut into batches, whose products are held together; positions of one batch that
/// have the same companions, as the same position of different texts has, share them.
final class PassLayout: Sendable {
  /// One position of one question.
  struct Place: Sendable {
    /// Its queries among those of all places.
    var queries: Range<Int>
    /// Its companions among all rows: none, one or two, in one batch.
    var companions: Range<Int>
    /// Its queries' rows among all rows.
    var rows: Range<Int>
    var constants: SpaceConstants
  }

  let places: [Place]
  let sieves: [Sieve]
  let tops: [Int]
  let batches: [any RowBatch]
  let rowCount: Int

  init(_ comparisons: [Comparison], form: VocabularyForm, facts: VocabularyFacts, kernels: Kernels) {
    var cut = RowCut()
    let cuts = comparisons.map { comparison in
      comparison.ids.indices.map { position in
        let companions = cut.add(companions: comparison.spaces[position].companions)
        let first = cut.count
        for query in comparison.queries(of: position) { cut.add(comparison.queries[query].vector) }
        return (companions: companions, rows: first..<cut.count)
      }
    }
    batches = cut.batches.map { form.batch(Self.rows($0, width: facts.width), kernels: kernels) }
    rowCount = cut.count
    let roundings = batches.flatMap(\.roundings)
    var places: [Place] = []
    var sieves: [Sieve] = []
    var tops: [Int] = []
    for (number, comparison) in comparisons.enumerated() {
      for position in comparison.ids.indices {
        let (companions, rows) = cuts[number][position]
        let first = sieves.count
        // The greatest rounding among a place's rows: one bound serves its companions and its queries.
        let rounding =
          (roundings[companions] + roundings[rows]).max() ?? VocabularyForm.fewRoundings
        for query in comparison.queries(of: position) {
          sieves.append(comparison.sieve(query, rounding: rounding))
          tops.append(comparison.top)
        }
        places.append(
          Place(
            queries: first..<sieves.count, companions: companions, rows: rows,
            constants: comparison.constants(position, facts: facts, rounding: rounding)))
      }
    }
    self.places = places
    self.sieves = sieves
    self.tops = tops
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

/// Cuts rows into batches.
private struct RowCut {
  /// Rows of a batch at most: their block of the width stays in a second-level cache.
  private static let most = 196

  private(set) var batches: [[[Double]]] = [[]]
  private(set) var count = 0
  /// Companions in the last batch, by where they begin among all rows.
  private var companions: [(first: Int, rows: [[Double]])] = []

  /// Adds a row.
  mutating func add(_ row: [Double]) { _ = add(together: [row]) }

  /// Adds a position's companions, unless the last batch has them already; returns which they are among all rows.
  mutating func add(companions rows: [[Double]]) -> Range<Int> {
    if let known = companions.first(where: { $0.rows == rows }) {
      return known.first..<known.first + rows.count
    }
    let range = add(together: rows)
    companions.append((range.lowerBound, rows))
    return range
  }

  /// Adds rows that belong into one batch; returns which they are among all.
  private mutating func add(together rows: [[Double]]) -> Range<Int> {
    if batches[batches.count - 1].count + rows.count > Self.most {
      batches.append([])
      companions = []
    }
    batches[batches.count - 1] += rows
    count += rows.count
    return count - rows.count..<count
  }
}
