import Kernels

/// Turns what the pass has found for one query into the reading, by float64: what float32 left open is counted,
/// what may belong to the nearest is measured and sorted. The reading is the one that measuring every entry in
/// float64 would give.
struct Verdict {
  let comparison: Comparison
  let facts: VocabularyFacts
  let kernels: Kernels

  /// The reading of query `index`. Throws if a number is not finite, or not as float32.
  func reading(_ index: Int, layer: Int, found: RowVerdicts) throws(TracingError) -> LayerReading {
    let position = index / max(1, comparison.layerCount)
    let query = comparison.queries[index]
    let own = comparison.ownOrders[index]
    let open = found.open.filter { Int($0) != comparison.ids[position] }
    // All at once, so that each row is asked for in time.
    let orders = query.orders(
      of: open + found.candidates.map(\.id), in: comparison.spaces[position], by: comparison.metric,
      facts: facts, kernels: kernels)
    guard orders.allSatisfy(\.isFinite) else { throw .notFinite }
    var greater = found.greater
    var ties = 0
    for order in orders.prefix(open.count) {
      if order > own { greater += 1 }
      if order == own { ties += 1 }
    }
    var measured = zip(found.candidates, orders.dropFirst(open.count)).map { (id: Int($0.id), order: $1) }
    measured.sort { $0.order != $1.order ? $0.order > $1.order : $0.id < $1.id }
    let exact = query.similarity(ofOrder: own, by: comparison.metric)
    guard exact.isFinite else { throw .notFinite }
    let similarity = Float(exact)
    let neighbors = measured.prefix(comparison.top).map {
      Neighbor(id: $0.id, similarity: Float(query.similarity(ofOrder: $0.order, by: comparison.metric)))
    }
    guard similarity.isFinite, neighbors.allSatisfy(\.similarity.isFinite) else { throw .distanceTooGreat }
    return LayerReading(
      layer: layer, similarity: similarity, rank: 1 + greater, ties: ties, neighbors: neighbors)
  }
}
