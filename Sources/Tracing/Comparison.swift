import Kernels

/// The encodings of one question, ready to be compared with the vocabulary.
struct Comparison: Sendable {
  /// Own entries of the traced positions.
  let ids: [Int]
  let spaces: [PositionedSpace]
  let metric: Metric
  let top: Int
  let layerCount: Int
  /// Positions outermost, as in `TapReadings`.
  let queries: [Query]
  /// The own entry's order, per query.
  let ownOrders: [Double]

  /// Whether every encoding and own similarity is a number; damaged weights show here.
  var isSound: Bool {
    ownOrders.allSatisfy(\.isFinite) && queries.allSatisfy { $0.norm.isFinite }
  }

  /// The queries of position `index`, layer by layer.
  func queries(of index: Int) -> Range<Int> { index * layerCount..<(index + 1) * layerCount }

  /// Some of the positions.
  func part(_ positions: Range<Int>) -> Comparison {
    let queries = positions.lowerBound * layerCount..<positions.upperBound * layerCount
    return Comparison(
      ids: Array(ids[positions]), spaces: Array(spaces[positions]), metric: metric, top: top,
      layerCount: layerCount, queries: Array(self.queries[queries]), ownOrders: Array(ownOrders[queries]))
  }

  /// The constants of position `index` for the pass; `rounding` bounds one product's relative error.
  func constants(_ index: Int, facts: VocabularyFacts, rounding: Double) -> SpaceConstants {
    let space = spaces[index]
    let normalized = space.space == .embedding
    return SpaceConstants(
      normalized: normalized ? 1 : 0, euclidean: metric == .euclidean ? 1 : 0, width: Float(facts.width),
      epsilon: Float(facts.epsilon), rounding: Float(rounding),
      slack: Float(min(1, VocabularyForm.fewRoundings / rounding)),
      offset_norm: Float(space.offsetSquare.squareRoot()),
      offset_square: Float(space.offsetSquare),
      gain_greatest: Float(facts.gainGreatest), bias_norm: Float(facts.biasSquare.squareRoot()),
      bias_square: Float(facts.biasSquare),
      product_norm: Float(facts.gainBiasNorm),
      scaled_offset_sum: Float(space.scaledOffsetSum), scaled_offset_square: Float(space.scaledOffsetSquare),
      product_offset: Float(space.productOffset))
  }

  /// The sieve of query `index`, before any entry has been seen.
  func sieve(_ index: Int, rounding: Double) -> Sieve {
    let query = queries[index]
    let own = ownOrders[index]
    // Float32 cannot hold the own order exactly: give way by more than its last place on both sides.
    let slack = abs(own) * 1e-6
    return Sieve(
      offset: Float(query.offset), slope: Float(query.slope), lift: Float(query.lift),
      reach: Float(query.norm * rounding * 1.001), above: Float(own + slack), below: Float(own - slack),
      threshold: top > 0 ? -.infinity : .infinity)
  }
}
