internal import CKernels

/// The vectorised loops at one level: Swift's face of `CKernels`, whose header gives shapes and guarantees.
package struct Kernels: Sendable {
  package let level: VectorLevel

  package init(level: VectorLevel = .best) {
    self.level = level
  }

  /// The same without matrix units, whose products take numbers below 2⁻¹²⁶ for zero: for products that have a bound.
  package var withoutMatrixUnits: Kernels { Kernels(level: min(level, .avx512VNNI)) }

  /// A number of roundings that no product over `width` exceeds.
  package func productRoundings(width: Int) -> Double {
    Double(encodings_product_roundings(level.rawValue, Int64(width)))
  }

  /// out[r][c] = Σ rows[r][k] weights[first + c][k] + bias[c], at the level that the rows are arranged for, for `columns`
  /// of the weights. `bias` and `out` point to the first of these columns.
  package func product(
    _ rows: ArrangedRows, weights: StoredRows, columns: Range<Int>, bias: UnsafePointer<Float>?,
    out: UnsafeMutablePointer<Float>, outStride: Int
  ) {
    encodings_product(
      rows.level.rawValue, rows.base, Int64(rows.count), weights.row(columns.lowerBound),
      weights.element.rawValue, Int64(weights.width), Int64(columns.count), Int64(weights.width), bias, out,
      Int64(outStride))
  }

  /// out[r][c] = Σ rows[r][k] others[c][k], at the rows' level, the others float32 with a stride of their own.
  package func product(
    _ rows: ArrangedRows, others: UnsafePointer<Float>, otherCount: Int, otherStride: Int,
    out: UnsafeMutablePointer<Float>, outStride: Int
  ) {
    encodings_product(
      rows.level.rawValue, rows.base, Int64(rows.count), others, StoredElement.float32.rawValue,
      Int64(otherStride), Int64(otherCount), Int64(rows.width), nil, out, Int64(outStride))
  }

  /// out[r][c] = Σ factors[r][j] values[j][c].
  package func combine(
    _ factors: UnsafePointer<Float>, count: Int, factorStride: Int, values: UnsafePointer<Float>,
    valueCount: Int,
    valueStride: Int, width: Int, out: UnsafeMutablePointer<Float>, outStride: Int
  ) {
    encodings_combine(
      level.rawValue, factors, Int64(count), Int64(factorStride), values, Int64(valueCount),
      Int64(valueStride),
      Int64(width), out, Int64(outStride))
  }

  /// Each of `count` rows of `width` numbers, `stride` numbers apart, becomes exp(scale x) divided by the row's sum of
  /// that, its greatest number subtracted before.
  package func softmax(_ rows: UnsafeMutablePointer<Float>, count: Int, stride: Int, width: Int, scale: Float)
  {
    encodings_softmax(level.rawValue, rows, Int64(count), Int64(stride), Int64(width), scale)
  }

  /// out = gain (x - mean) / √(variance + epsilon) + bias for each of `count` rows of `width` numbers (Ba, Kiros & Hinton
  /// 2016). Rows are `stride` numbers apart, those of `out`, which may be the same, `outStride`.
  package func layerNorm(
    _ rows: UnsafePointer<Float>, count: Int, stride: Int, width: Int, gain: UnsafePointer<Float>,
    bias: UnsafePointer<Float>, epsilon: Float, out: UnsafeMutablePointer<Float>, outStride: Int
  ) {
    encodings_layer_norm(
      level.rawValue, rows, Int64(count), Int64(stride), Int64(width), gain, bias, epsilon, out,
      Int64(outStride))
  }

  /// Each of `count` numbers becomes its activation.
  package func activate(_ activation: Activation, _ values: UnsafeMutablePointer<Float>, count: Int) {
    encodings_activate(level.rawValue, activation.rawValue, values, Int64(count))
  }

  /// values[i] += addends[i] for `count` numbers.
  package func add(_ addends: UnsafePointer<Float>, to values: UnsafeMutablePointer<Float>, count: Int) {
    encodings_add(level.rawValue, values, addends, Int64(count))
  }

  /// Widens stored numbers to float32, exactly.
  package func widen(
    _ stored: UnsafeRawPointer, element: StoredElement, count: Int, out: UnsafeMutablePointer<Float>
  ) {
    encodings_widen(level.rawValue, stored, element.rawValue, Int64(count), out)
  }

  /// Σ v[i] (row[i] - shift), in float64, for each of `ids` of `rows` and each of one to three `vectors`, an entry's
  /// products side by side. An entry's shift is its element of `shifts`, if there are any. What an entry gives does not
  /// depend on the others.
  package func dots(_ vectors: [[Double]], rows: StoredRows, ids: [Int32], shifts: [Double]? = nil)
    -> [Double]
  {
    precondition(1...3 ~= vectors.count && vectors.allSatisfy { $0.count >= rows.width })
    func withBase<Result>(_ number: Int, _ body: (UnsafePointer<Double>?) -> Result) -> Result {
      // Of a vector that there is not nothing is read.
      vectors[min(number, vectors.count - 1)].withUnsafeBufferPointer { body($0.baseAddress) }
    }
    return [Double](unsafeUninitializedCapacity: ids.count * vectors.count) { out, filled in
      withBase(0) { first in
        withBase(1) { second in
          withBase(2) { third in
            encodings_dots(
              level.rawValue, [first, second, third], Int32(vectors.count), rows.base, rows.element.rawValue,
              Int64(rows.width), ids, Int64(ids.count), shifts, out.baseAddress)
          }
        }
      }
      filled = ids.count * vectors.count
    }
  }

  /// Σ scale[i] (stored[i] - shift)², in float64; without a scale it is 1.
  package func square(
    _ stored: UnsafeRawPointer, element: StoredElement, scale: UnsafePointer<Double>? = nil,
    shift: Double = 0,
    width: Int
  ) -> Double {
    encodings_square(level.rawValue, scale, stored, element.rawValue, shift, Int64(width))
  }

  /// Mean, |E|², |E'|², Σ scale E'² and Σ factor E' of a stored row, with E' = E - mean, in float64, into `facts`.
  package func rowFacts(
    _ stored: UnsafeRawPointer, element: StoredElement, width: Int, scale: UnsafePointer<Double>,
    factor: UnsafePointer<Double>, into facts: UnsafeMutablePointer<Double>
  ) {
    encodings_row_facts(level.rawValue, stored, element.rawValue, Int64(width), scale, factor, facts)
  }
}
