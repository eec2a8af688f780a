import Kernels

/// Turns what the pass has found for one query into the reading, by float64: what float32 left open is counted,
/// what may belong to the nearest is measured and sorted. The reading is the one that measuring every entry in
/// float64 would give.
struct Verdict {
  let comparison: Comparison
  let facts: VocabularyFacts
  let kernels: Kernels

  /// The reading of query `index`; nil if a number is not finite.
  func reading(_ index: Int, layer: Int, found: RowVerdicts) -> LayerReading? {
    let position = index / max(1, comparison.layerCount)
    let query = comparison.queries[index]
    let own = comparison.ownOrders[index]
    func order(_ id: Int32, next: Int32?) -> Double {
      query.order(
        of: Int(id), next: next.map(Int.init), in: comparison.spaces[position], by: comparison.metric,
        facts: facts, kernels: kernels)
    }
    var greater = found.greater
    var ties = 0
    for (index, id) in found.open.enumerated() where Int(id) != comparison.ids[position] {
      let order = order(id, next: index + 1 < found.open.count ? found.open[index + 1] : nil)
      guard order.isFinite else { return nil }
      if order > own { greater += 1 }
      if order == own { ties += 1 }
    }
    var measured: [(id: Int, order: Double)] = []
    for (index, candidate) in found.candidates.enumerated() {
      let next = index + 1 < found.candidates.count ? found.candidates[index + 1].id : nil
      let order = order(candidate.id, next: next)
      guard order.isFinite else { return nil }
      measured.append((Int(candidate.id), order))
    }
    measured.sort { $0.order != $1.order ? $0.order > $1.order : $0.id < $1.id }
    let similarity = query.similarity(ofOrder: own, by: comparison.metric)
    guard similarity.isFinite else { return nil }
    return LayerReading(
      layer: layer, similarity: Float(similarity), rank: 1 + greater, ties: ties,
      neighbors: measured.prefix(comparison.top).map {
        Neighbor(id: $0.id, similarity: Float(query.similarity(ofOrder: $0.order, by: comparison.metric)))
      })
  }
}
