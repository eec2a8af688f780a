import Kernels

/// One thread's working memory and findings.
final class PassShare: @unchecked Sendable {
  var verdicts: [RowVerdicts]
  /// A tile's products with the rows of one batch.
  let scores: FloatRows
  /// The rows whose products are held.
  private(set) var held = 0..<0
  /// The batch that comes next.
  private(set) var batch = 0
  /// The products of a space without companions.
  let zeros: FloatRows
  let coefficients: TileCoefficients
  let hits: UnsafeMutablePointer<SieveHit>

  init(_ layout: PassLayout, tile: Int) {
    verdicts = zip(layout.sieves, layout.tops).map { RowVerdicts(sieve: $0, top: $1) }
    scores = FloatRows(count: layout.batches.map(\.count).max() ?? 0, width: tile)
    zeros = FloatRows(count: 1, width: tile)
    coefficients = TileCoefficients(capacity: tile)
    hits = .allocate(capacity: tile)
    hits.initialize(repeating: SieveHit(), count: tile)
  }

  deinit { hits.deallocate() }

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
}
