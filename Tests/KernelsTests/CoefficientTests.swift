import Kernels
import Testing

/// How uncertain a key is said to be where products are as wrong as they may: never less than it is, and hardly more.
@Suite struct CoefficientTests {
  /// An entry E, its offset c and a query q, in three dimensions.
  private struct Case {
    var entry, offset, query: SIMD3<Double>

    /// The key: q·(E + c) / |E + c|, or 2 q·(E + c) - |E + c|².
    func key(isEuclidean: Bool) -> Double {
      let sum = entry + offset
      let product = (query * sum).sum()
      return isEuclidean ? 2 * product - (sum * sum).sum() : product / (sum * sum).sum().squareRoot()
    }

    /// How far a product with the offset, or with the query, moves the key, to first order.
    func first(_ rounding: Double, isEuclidean: Bool) -> Double {
      let size = Self.norm(entry + offset)
      let (entry, offset, query) = (Self.norm(entry), Self.norm(offset), Self.norm(query))
      return isEuclidean
        ? 2 * rounding * entry * (query + offset)
        : rounding * entry * (query / size + abs(key(isEuclidean: false)) * offset / (size * size))
    }

    static func norm(_ vector: SIMD3<Double>) -> Double { (vector * vector).sum().squareRoot() }
  }

  private static func cases() -> [Case] {
    let numbers = Plain.numbers(9 * 96, seed: 31).map(Double.init)
    return (0..<96).map { index in
      let own = numbers[9 * index..<9 * index + 9].map { $0 }
      let entry = SIMD3(own[0], own[1], own[2])
      let offset = SIMD3(own[3], own[4], own[5]) * [0, 0.1, 1, 2][index % 4]
      // Queries that lie anywhere, and such that are nearly the entry's own direction.
      let query = index % 3 == 0 ? SIMD3(own[6], own[7], own[8]) : entry + offset + 0.01 * SIMD3(own[6], 0, 0)
      return Case(entry: entry, offset: offset, query: query)
    }
  }

  @Test(arguments: VectorLevel.available, [false, true])
  func aKeyIsAsUncertainAsItsProducts(_ level: VectorLevel, _ isEuclidean: Bool) {
    let kernels = Kernels(level: level)
    let rounding = 1e-3
    var tested = 0
    for found in Self.cases() {
      let offsetNorm = Case.norm(found.offset)
      let size = (Case.norm(found.entry) + offsetNorm) / Case.norm(found.entry + found.offset)
      // Beyond that an entry is left to float64.
      guard isEuclidean || size * size * rounding < 0.04 else { continue }
      tested += 1
      let key = found.key(isEuclidean: isEuclidean)
      var worst = 0.0
      for (offsetSign, querySign) in [(1.0, 1.0), (1, -1), (-1, 1), (-1, -1)] {
        let hit = hit(
          found, kernels, isEuclidean: isEuclidean, rounding: rounding,
          offsetError: offsetSign * rounding * Case.norm(found.entry) * offsetNorm,
          queryError: querySign * rounding * Case.norm(found.query) * Case.norm(found.entry))
        let error = abs(Double(hit.key) - key)
        #expect(error <= Double(hit.uncertainty))
        worst = max(worst, error)
        #expect(Double(hit.uncertainty) < 1.05 * found.first(rounding, isEuclidean: isEuclidean) + 1e-4)
      }
      #expect(worst > 0.9 * found.first(rounding, isEuclidean: isEuclidean))
    }
    #expect(tested > 60)
  }

  /// Float32 cannot hold the square of such a length, or not with all of its digits.
  @Test(arguments: VectorLevel.available, [1e-30, 1e-22, 1e-21, 1e-20, 3e19, 1e30])
  func aLengthThatCannotBeSquaredIsLeftToFloat64(_ level: VectorLevel, _ length: Double) {
    let found = Case(entry: [length, 0, 0], offset: [0, 0, 0], query: [1, 1, 0])
    let hit = hit(
      found, Kernels(level: level), isEuclidean: false, rounding: 1e-5, offsetError: 0, queryError: 0)
    #expect(!(hit.uncertainty < .infinity))
  }

  @Test(arguments: VectorLevel.available, [1e-18, 1e-6, 1, 1e6, 1e18])
  func anyOtherIsNot(_ level: VectorLevel, _ length: Double) {
    let found = Case(entry: [length, 0, 0], offset: [0, 0, 0], query: [1, 1, 0])
    let hit = hit(
      found, Kernels(level: level), isEuclidean: false, rounding: 1e-5, offsetError: 0, queryError: 0)
    #expect(abs(hit.key - 1) <= hit.uncertainty && hit.uncertainty < 1e-3)
  }

  /// Likewise of an entry that is normalised, by a deviation that float32 cannot hold.
  @Test(arguments: VectorLevel.available, [1e-30, 1e-22, 1e-18, 3e19, 1e30])
  func aDeviationThatCannotBeHeldIsLeftToFloat64(_ level: VectorLevel, _ length: Double) {
    for isEuclidean in [false, true] {
      let hit = normalizedHit(length, Kernels(level: level), isEuclidean: isEuclidean)
      #expect(!(hit.uncertainty < .infinity))
    }
  }

  @Test(arguments: VectorLevel.available, [1e-15, 1e-6, 1, 1e6, 1e18])
  func anyOtherDeviationIsNot(_ level: VectorLevel, _ length: Double) {
    // e = [√1.5, -√1.5, 0], whatever the length.
    let cosine = normalizedHit(length, Kernels(level: level), isEuclidean: false)
    #expect(
      abs(Double(cosine.key) - 2.0.squareRoot()) <= Double(cosine.uncertainty) && cosine.uncertainty < 1e-2)
    let distance = normalizedHit(length, Kernels(level: level), isEuclidean: true)
    #expect(abs(Double(distance.key) - (2 * 6.0.squareRoot() - 3)) <= Double(distance.uncertainty))
    #expect(distance.uncertainty < 1e-2)
  }

  /// The key of LN([length, -length, 0]) and the query [1, -1, 0].
  private func normalizedHit(_ length: Double, _ kernels: Kernels, isEuclidean: Bool) -> SieveHit {
    let rounding = 1e-5
    let facts = FloatRows(count: 2, width: 1)
    facts.row(0)[0] = Float(length * 2.0.squareRoot())
    facts.row(1)[0] = Float(2 * length * length)
    let products = FloatRows(count: 2, width: 1)
    products.row(1)[0] = Float(2 * length)
    let space = SpaceConstants(
      normalized: 1, euclidean: isEuclidean ? 1 : 0, width: 3, epsilon: 0, rounding: Float(rounding),
      slack: Float(32 * 0x1p-24 / rounding), offset_norm: 0, offset_square: 0, gain_greatest: 1, bias_norm: 0,
      bias_square: 0, product_norm: 0, scaled_offset_sum: 0, scaled_offset_square: 0, product_offset: 0)
    let zeros = UnsafePointer(products.row(0))
    let square = UnsafePointer(facts.row(1))
    let tile = TileFacts(
      norm: facts.row(0), square: square, mean: zeros, centred: square, scaled: square, product: zeros)
    let coefficients = TileCoefficients(capacity: 1)
    kernels.coefficients(
      space, facts: tile, offsetProducts: products.row(0), scaledProducts: products.row(0), count: 1,
      out: coefficients)
    let sieve = Sieve(
      offset: 0, slope: 0, lift: 0, reach: Float(2.0.squareRoot() * rounding * 1.001), above: .infinity,
      below: .infinity, threshold: -.infinity)
    return onlyHit(products.row(1), sieve, coefficients, tile, kernels)
  }

  /// The key and its uncertainty where the products are wrong by so much.
  private func hit(
    _ found: Case, _ kernels: Kernels, isEuclidean: Bool, rounding: Double, offsetError: Double,
    queryError: Double
  ) -> SieveHit {
    let (entry, offset, query) = (found.entry, found.offset, found.query)
    let square = (entry * entry).sum()
    let facts = FloatRows(count: 3, width: 1)
    facts.row(0)[0] = Float(square.squareRoot())
    facts.row(1)[0] = Float(square)
    let products = FloatRows(count: 3, width: 1)
    products.row(0)[0] = Float((entry * offset).sum() + offsetError)
    products.row(2)[0] = Float((entry * query).sum() + queryError)
    let space = SpaceConstants(
      normalized: 0, euclidean: isEuclidean ? 1 : 0, width: 3, epsilon: 0, rounding: Float(rounding),
      slack: Float(32 * 0x1p-24 / rounding), offset_norm: Float(Case.norm(offset)),
      offset_square: Float((offset * offset).sum()), gain_greatest: 0, bias_norm: 0, bias_square: 0,
      product_norm: 0, scaled_offset_sum: 0, scaled_offset_square: 0, product_offset: 0)
    let zeros = UnsafePointer(facts.row(2))
    let tile = TileFacts(
      norm: facts.row(0), square: facts.row(1), mean: zeros, centred: zeros, scaled: zeros, product: zeros)
    let coefficients = TileCoefficients(capacity: 1)
    kernels.coefficients(
      space, facts: tile, offsetProducts: products.row(0), scaledProducts: products.row(1), count: 1,
      out: coefficients)
    let sieve = Sieve(
      offset: Float((offset * query).sum()), slope: 0, lift: 0,
      reach: Float(Case.norm(query) * rounding * 1.001), above: .infinity, below: .infinity,
      threshold: -.infinity)
    return onlyHit(products.row(2), sieve, coefficients, tile, kernels)
  }

  /// What a sieve makes of a single product, which it leaves open.
  private func onlyHit(
    _ product: UnsafePointer<Float>, _ sieve: Sieve, _ coefficients: TileCoefficients, _ tile: TileFacts,
    _ kernels: Kernels
  ) -> SieveHit {
    var (hit, count, greater) = (SieveHit(), Int64(0), Int64(0))
    kernels.sift(
      product, stride: 1, rows: 1, count: 1, sieves: [sieve], coefficients: coefficients, facts: tile,
      hits: &hit, found: &count, greater: &greater)
    #expect(count == 1 && greater == 0)
    return hit
  }
}
