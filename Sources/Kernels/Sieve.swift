package import CKernels

/// An entry that the float32 pass could not decide alone.
package typealias SieveHit = encodings_hit
/// How one row's scores become keys, and which keys matter.
package typealias Sieve = encodings_sieve
/// A space's constants at one position.
package typealias SpaceConstants = encodings_space

/// Room for the coefficients of a tile of entries at one position.
package final class TileCoefficients: @unchecked Sendable {
  private let rows: FloatRows
  package let capacity: Int

  package init(capacity: Int) {
    self.capacity = capacity
    rows = FloatRows(count: 6, width: capacity)
  }

  fileprivate var target: encodings_coefficients {
    encodings_coefficients(
      factor: rows.row(0), addend: rows.row(1), share: rows.row(2), weight: rows.row(3), tilt: rows.row(4),
      floor: rows.row(5))
  }

  fileprivate func entries(mean: UnsafePointer<Float>) -> encodings_entries {
    encodings_entries(
      mean: mean, factor: rows.row(0), addend: rows.row(1), share: rows.row(2), weight: rows.row(3),
      tilt: rows.row(4), floor: rows.row(5))
  }
}

/// Pointers to a tile's first entry in the columns of the vocabulary's facts.
package struct TileFacts {
  package var norm: UnsafePointer<Float>
  package var square: UnsafePointer<Float>
  package var mean: UnsafePointer<Float>
  package var centred: UnsafePointer<Float>
  package var scaled: UnsafePointer<Float>
  package var product: UnsafePointer<Float>

  package init(
    norm: UnsafePointer<Float>, square: UnsafePointer<Float>, mean: UnsafePointer<Float>,
    centred: UnsafePointer<Float>, scaled: UnsafePointer<Float>, product: UnsafePointer<Float>
  ) {
    self.norm = norm
    self.square = square
    self.mean = mean
    self.centred = centred
    self.scaled = scaled
    self.product = product
  }
}

extension Kernels {
  /// Fills `out` for `count` entries from their products with the position's companions.
  package func coefficients(
    _ space: SpaceConstants, facts: TileFacts, offsetProducts: UnsafePointer<Float>,
    scaledProducts: UnsafePointer<Float>, count: Int, out: TileCoefficients
  ) {
    withUnsafePointer(to: space) { space in
      withUnsafePointer(
        to: encodings_facts(
          norm: facts.norm, square: facts.square, mean: facts.mean, centred: facts.centred,
          scaled: facts.scaled,
          product: facts.product)
      ) { facts in
        withUnsafePointer(to: out.target) { target in
          encodings_coefficients(
            level.rawValue, space, facts, offsetProducts, scaledProducts, Int64(min(count, out.capacity)),
            target)
        }
      }
    }
  }

  /// Sifts the scores that some rows have with a tile's `count` entries, each by its sieve: row r gets found[r] `hits`
  /// from r * count on, and the certainly greater are added to greater[r].
  package func sift(
    _ scores: UnsafePointer<Float>, stride: Int, rows: Int, count: Int, sieves: UnsafePointer<Sieve>,
    coefficients: TileCoefficients, facts: TileFacts, hits: UnsafeMutablePointer<SieveHit>,
    found: UnsafeMutablePointer<Int64>, greater: UnsafeMutablePointer<Int64>
  ) {
    withUnsafePointer(to: coefficients.entries(mean: facts.mean)) { entries in
      encodings_sift(
        level.rawValue, scores, Int64(stride), Int64(rows), Int64(count), sieves, entries, hits, found,
        greater)
    }
  }
}
