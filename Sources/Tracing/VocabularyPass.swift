import Kernels

/// Compares all queries of a batch with the whole vocabulary in one pass over its rows: each tile of entries is
/// multiplied, counted and sifted while it is in cache, so no matrix of scores is ever held.
final class VocabularyPass {
  /// Entries that are compared together: whole groups of fixed-point ones.
  private static let tile = 96

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
    let shares = (0..<workers.width).map { _ in PassShare(layout, tile: Self.tile) }
    let tiles = (facts.count + Self.tile - 1) / Self.tile
    let work = max(1, 2 * Self.tile * facts.width * layout.rowCount)
    let round = max(workers.width, 2_000_000_000 / work)
    for first in stride(from: 0, to: tiles, by: round) {
      guard goesOn(Double(first) / Double(max(1, tiles))) else { return nil }
      workers.run(min(tiles, first + round) - first) { index, thread in
        let entry = (first + index) * Self.tile
        compare(entry..<min(facts.count, entry + Self.tile), shares[thread])
      }
    }
    return workers.map(layout.sieves.count) { query in
      var verdicts = shares[0].result(of: query)
      for share in shares.dropFirst() { verdicts.merge(share.result(of: query)) }
      verdicts.tighten()
      return verdicts
    }
  }

  private func compare(_ entries: Range<Int>, _ share: PassShare) {
    withFacts(from: entries.lowerBound) { tileFacts in
      share.begin()
      for place in layout.places {
        kernels.coefficients(
          place.constants, facts: tileFacts, offsetProducts: scores(place.companions, 0, entries, share),
          scaledProducts: scores(place.companions, 1, entries, share), count: entries.count,
          out: share.coefficients)
        var row = place.rows.lowerBound
        while row < place.rows.upperBound {
          // Those of this place whose products are held together.
          let scores = scores(ofRow: row, entries, share)
          let end = max(row + 1, min(place.rows.upperBound, share.held.upperBound))
          let first = place.queries.lowerBound + row - place.rows.lowerBound
          sift(first..<first + end - row, scores, entries, tileFacts, share)
          row = end
        }
      }
    }
  }

  /// The tile's products with one of a place's companions, zeros for one it does not have.
  private func scores(
    _ companions: Range<Int>, _ index: Int, _ entries: Range<Int>, _ share: PassShare
  ) -> UnsafePointer<Float> {
    guard index < companions.count else { return UnsafePointer(share.zeros.row(0)) }
    return scores(ofRow: companions.lowerBound + index, entries, share)
  }

  /// The tile's products with a row. Rows are asked for in their order, batch after batch.
  private func scores(ofRow row: Int, _ entries: Range<Int>, _ share: PassShare) -> UnsafePointer<Float> {
    while row >= share.held.upperBound, share.batch < layout.batches.count {
      let batch = layout.batches[share.batch]
      batch.multiply(entries, out: share.scores, kernels: kernels)
      share.hold(batch.count)
    }
    return UnsafePointer(share.scores.row(row - share.held.lowerBound))
  }

  private func sift(
    _ queries: Range<Int>, _ scores: UnsafePointer<Float>, _ entries: Range<Int>, _ tileFacts: TileFacts,
    _ share: PassShare
  ) {
    kernels.sift(
      scores, stride: share.scores.stride, rows: queries.count, count: entries.count,
      sieves: share.sieves + queries.lowerBound, coefficients: share.coefficients, facts: tileFacts,
      hits: share.hits, found: share.found, greater: share.greater + queries.lowerBound)
    share.takeHits(queries, of: entries)
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
