import Kernels

/// One thread's working memory and findings.
final class PassShare: @unchecked Sendable {
  private var verdicts: [RowVerdicts]
  /// Each query's sieve, and how many entries are certainly nearer than its own one: side by side, as kernels read them.
  let sieves: UnsafeMutablePointer<Sieve>
  let greater: UnsafeMutablePointer<Int64>
  /// A tile's products with the rows of one batch.
  let scores: FloatRows
  /// The rows whose products are held.
  private(set) var held = 0..<0
  /// The batch that comes next.
  private(set) var batch = 0
  /// The products of a space without companions.
  let zeros: FloatRows
  let coefficients: TileCoefficients
  /// What was found for the rows of a place: how many entries, and which.
  let found: UnsafeMutablePointer<Int64>
  let hits: UnsafeMutablePointer<SieveHit>

  init(_ layout: PassLayout, tile: Int) {
    verdicts = layout.tops.map { RowVerdicts(top: $0) }
    sieves = .allocate(capacity: max(1, verdicts.count))
    greater = .allocate(capacity: max(1, verdicts.count))
    greater.initialize(repeating: 0, count: max(1, verdicts.count))
    for (query, sieve) in layout.sieves.enumerated() { (sieves + query).initialize(to: sieve) }
    scores = FloatRows(count: layout.batches.map(\.count).max() ?? 0, width: tile)
    zeros = FloatRows(count: 1, width: tile)
    coefficients = TileCoefficients(capacity: tile)
    let rows = max(1, layout.places.map(\.rows.count).max() ?? 0)
    found = .allocate(capacity: rows)
    found.initialize(repeating: 0, count: rows)
    hits = .allocate(capacity: rows * tile)
    hits.initialize(repeating: SieveHit(), count: rows * tile)
  }

  deinit {
    sieves.deallocate()
    greater.deallocate()
    found.deallocate()
    hits.deallocate()
  }

  /// What this thread has found for a query.
  func result(of query: Int) -> RowVerdicts {
    var result = verdicts[query]
    result.count(Int(greater[query]))
    return result
  }

  /// A new tile: nothing is held yet.
  func begin() {
    held = 0..<0
    batch = 0
  }

  /// The next batch's products are there now, `count` rows of them.
  func hold(_ count: Int) {
    held = held.upperBound..<held.upperBound + count
    batch += 1
  }

  /// Has the queries that were just sifted take what was found for them among `entries`.
  func takeHits(_ queries: Range<Int>, of entries: Range<Int>) {
    for (row, query) in queries.enumerated() where found[row] > 0 {
      verdicts[query].take(
        UnsafeBufferPointer(start: hits + row * entries.count, count: Int(found[row])),
        first: entries.lowerBound, &sieves[query])
    }
  }
}
