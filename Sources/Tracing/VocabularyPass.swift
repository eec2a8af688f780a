import Kernels
import Synchronization

/// Compares all queries of a batch with the whole vocabulary in one pass over its rows: each tile of entries is
/// multiplied, counted and sifted while it is in cache, so no matrix of scores is ever held.
final class VocabularyPass {
  /// Entries that are compared together.
  private static let tile = 96
  /// Queries whose scores are held together.
  private static let block = 192

  private let layout: PassLayout
  private let facts: VocabularyFacts
  private let kernels: Kernels
  private let workers: WorkerPool

  init(_ layout: PassLayout, facts: VocabularyFacts, kernels: Kernels, workers: WorkerPool) {
    self.layout = layout
    self.facts = facts
    self.kernels = kernels
    self.workers = workers
  }

  /// What was found for each query; nil if `goesOn`, told the fraction done every few hundredths of a second of
  /// work, ends the pass.
  func run(goesOn: (Double) -> Bool) -> [RowVerdicts]? {
    let shares = (0..<workers.width).map { _ in PassShare(layout, tile: Self.tile, block: Self.block) }
    let tiles = (facts.count + Self.tile - 1) / Self.tile
    let work = max(1, 2 * Self.tile * facts.width * (layout.queries.count + layout.companions.count))
    let round = max(workers.width, 2_000_000_000 / work)
    for first in stride(from: 0, to: tiles, by: round) {
      guard goesOn(Double(first) / Double(max(1, tiles))) else { return nil }
      let next = Atomic<Int>(first)
      let end = min(tiles, first + round)
      workers.run(shares.count) { index in
        while true {
          let tile = next.add(1, ordering: .relaxed).oldValue
          guard tile < end else { return }
          compare(tile * Self.tile..<min(facts.count, (tile + 1) * Self.tile), shares[index])
        }
      }
    }
    var verdicts = shares[0].verdicts
    for share in shares.dropFirst() {
      for index in verdicts.indices { verdicts[index].merge(share.verdicts[index]) }
    }
    return verdicts
  }

  private func compare(_ entries: Range<Int>, _ share: PassShare) {
    withFacts(from: entries.lowerBound) { tileFacts in
      multiply(layout.companions, rows: 0..<layout.companions.count, entries, share.companionScores)
      var block = 0..<0
      for place in layout.places {
        let products = share.products(of: place)
        kernels.coefficients(
          place.constants, facts: tileFacts, offsetProducts: products.offset, scaledProducts: products.scaled,
          count: entries.count, out: share.coefficients)
        for query in place.queries {
          if query >= block.upperBound {
            block = query..<min(query + Self.block, layout.queries.count)
            multiply(layout.queries, rows: block, entries, share.scores)
          }
          sift(query, share.scores.row(query - block.lowerBound), entries, tileFacts, share)
        }
      }
    }
  }

  private func sift(
    _ query: Int, _ scores: UnsafePointer<Float>, _ entries: Range<Int>, _ tileFacts: TileFacts,
    _ share: PassShare
  ) {
    var certain = 0
    let found = kernels.sift(
      scores, count: entries.count, sieve: share.verdicts[query].sieve, coefficients: share.coefficients,
      facts: tileFacts, hits: share.hits, greater: &certain)
    share.verdicts[query].count(certain)
    for index in 0..<found { share.verdicts[query].take(share.hits[index], first: entries.lowerBound) }
  }

  private func multiply(_ rows: FloatRows, rows range: Range<Int>, _ entries: Range<Int>, _ out: FloatRows) {
    guard !range.isEmpty else { return }
    kernels.product(
      rows.row(range.lowerBound), count: range.count, stride: rows.stride, weights: facts.rows,
      columns: entries,
      bias: nil, out: out.base, outStride: out.stride)
  }

  private func withFacts(from first: Int, _ body: (TileFacts) -> Void) {
    let single = facts.single
    single.norm.withUnsafeBufferPointer { norm in
      single.square.withUnsafeBufferPointer { square in
        single.mean.withUnsafeBufferPointer { mean in
          single.centred.withUnsafeBufferPointer { centred in
            single.scaled.withUnsafeBufferPointer { scaled in
              single.product.withUnsafeBufferPointer { product in
                guard let norm = norm.baseAddress, let square = square.baseAddress,
                  let mean = mean.baseAddress,
                  let centred = centred.baseAddress, let scaled = scaled.baseAddress,
                  let product = product.baseAddress
                else { return }
                body(
                  TileFacts(
                    norm: norm + first, square: square + first, mean: mean + first, centred: centred + first,
                    scaled: scaled + first, product: product + first))
              }
            }
          }
        }
      }
    }
  }
}

/// One thread's working memory and findings.
final class PassShare: @unchecked Sendable {
  var verdicts: [RowVerdicts]
  let scores: FloatRows
  let companionScores: FloatRows
  /// The products of a space without companions.
  private let zeros: FloatRows
  let coefficients: TileCoefficients
  let hits: UnsafeMutablePointer<SieveHit>

  init(_ layout: PassLayout, tile: Int, block: Int) {
    verdicts = zip(layout.sieves, layout.tops).map { RowVerdicts(sieve: $0, top: $1) }
    scores = FloatRows(count: min(block, layout.queries.count), width: tile)
    companionScores = FloatRows(count: layout.companions.count, width: tile)
    zeros = FloatRows(count: 1, width: tile)
    coefficients = TileCoefficients(capacity: tile)
    hits = .allocate(capacity: tile)
    hits.initialize(repeating: SieveHit(), count: tile)
  }

  deinit { hits.deallocate() }

  /// The tile's products with a place's companions, zeros for those it does not have.
  func products(of place: PassLayout.Place) -> (offset: UnsafePointer<Float>, scaled: UnsafePointer<Float>) {
    let rows = (0..<2).map { index in
      index < place.companionCount ? companionScores.row(place.companion + index) : zeros.row(0)
    }
    return (UnsafePointer(rows[0]), UnsafePointer(rows[1]))
  }
}
