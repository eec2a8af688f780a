import COpenBLAS
import Kernels
import Testing

/// Products at every level on odd sizes: against plain float64, against OpenBLAS, and against themselves in other
/// company, to the last bit.
@Suite struct ProductTests {
  static let shapes: [(rows: Int, columns: Int, width: Int)] = [
    // Heights of one tile and of several at every level, columns at the edges of groups and panels, widths at those of
    // blocks.
    (1, 1, 1), (1, 33, 2), (2, 19, 5), (3, 48, 8), (4, 48, 256), (5, 48, 17), (6, 33, 63), (7, 65, 129),
    (8, 49, 257),
    (13, 37, 383), (14, 40, 512), (15, 32, 511), (19, 70, 769), (29, 36, 400), (31, 5, 800),
    // On both sides of what is kept: the last rows meet each block of the width with every panel.
    (42, 33, 1541), (43, 33, 1541),
  ]

  @Test(arguments: VectorLevel.available, [StoredElement.float32, .float16, .bfloat16])
  func agreesWithFloat64(_ level: VectorLevel, _ element: StoredElement) {
    var worst = 0.0
    for shape in Self.shapes {
      let rows = Plain.numbers(shape.rows * shape.width, seed: 1)
      let (bytes, weights) = Plain.stored(Plain.numbers(shape.columns * shape.width, seed: 2), as: element)
      let bias = Plain.numbers(shape.columns, seed: 3)
      let expected = Plain.product(rows, weights, bias, width: shape.width)
      let found = product(level, rows, bytes, element, bias, width: shape.width)
      let bound =
        Kernels(level: level).productRoundings(width: shape.width) * 0x1p-24
        * Double(shape.width).squareRoot()
        * Double(shape.width).squareRoot()
      for (value, wanted) in zip(found, expected) {
        #expect(abs(Double(value) - wanted) <= bound + 1e-6)
        worst = max(worst, abs(Double(value) - wanted) / Double(shape.width).squareRoot())
      }
    }
    print("product at \(level) of \(element): largest error \(worst) √width")
    #expect(worst < 3e-6)
  }

  @Test(arguments: VectorLevel.available) func agreesWithOpenBLAS(_ level: VectorLevel) {
    for shape in Self.shapes {
      let rows = Plain.numbers(shape.rows * shape.width, seed: 4)
      let weights = Plain.numbers(shape.columns * shape.width, seed: 5)
      var expected = [Float](repeating: 0, count: shape.rows * shape.columns)
      cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasTrans, blasint(shape.rows), blasint(shape.columns),
        blasint(shape.width), 1,
        rows, blasint(shape.width), weights, blasint(shape.width), 0, &expected, blasint(shape.columns))
      let found = product(
        level, rows, Plain.stored(weights, as: .float32).bytes, .float32,
        [Float](repeating: 0, count: shape.columns), width: shape.width)
      for (value, wanted) in zip(found, expected) { #expect(abs(value - wanted) < 1e-4) }
    }
  }

  @Test(arguments: VectorLevel.available, [StoredElement.float32, .float16, .bfloat16])
  func bitsDoNotDependOnCompany(_ level: VectorLevel, _ element: StoredElement) {
    for shape in Self.shapes {
      let rows = Plain.numbers(shape.rows * shape.width, seed: 6)
      let (bytes, _) = Plain.stored(Plain.numbers(shape.columns * shape.width, seed: 7), as: element)
      let bias = Plain.numbers(shape.columns, seed: 8)
      let together = product(level, rows, bytes, element, bias, width: shape.width)
      for row in 0..<shape.rows {
        let one = Array(rows[row * shape.width..<(row + 1) * shape.width])
        let alone = product(level, one, bytes, element, bias, width: shape.width)
        #expect(
          alone.map(\.bitPattern)
            == together[row * shape.columns..<(row + 1) * shape.columns].map(\.bitPattern))
      }
      for column in 0..<shape.columns {
        let size = shape.width * element.byteCount
        let alone = product(
          level, rows, Array(bytes[column * size..<(column + 1) * size]), element, [bias[column]],
          width: shape.width)
        #expect(
          alone.map(\.bitPattern) == (0..<shape.rows).map { together[$0 * shape.columns + column].bitPattern }
        )
      }
    }
  }

  /// The order of summation that the kernels promise, followed number by number: every level, to the last bit.
  @Test(arguments: VectorLevel.available, [StoredElement.float32, .float16, .bfloat16])
  func sumsInThePromisedOrder(_ level: VectorLevel, _ element: StoredElement) {
    for shape in Self.shapes {
      let rows = Plain.numbers(shape.rows * shape.width, seed: 9)
      let (bytes, weights) = Plain.stored(Plain.numbers(shape.columns * shape.width, seed: 10), as: element)
      let bias = Plain.numbers(shape.columns, seed: 11)
      let found = product(level, rows, bytes, element, bias, width: shape.width)
      let expected = Plain.ordered(rows, weights, bias, width: shape.width, level: level)
      #expect(found.map(\.bitPattern) == expected.map(\.bitPattern), "\(shape)")
    }
  }

  /// Cut within tiles, in an order of their own, the parts are the whole.
  @Test(arguments: VectorLevel.available) func rowsMayBeArrangedInParts(_ level: VectorLevel) {
    let kernels = Kernels(level: level)
    for shape in Self.shapes {
      let rows = Plain.numbers(shape.rows * shape.width, seed: 12)
      let arranged = ArrangedRows(count: shape.rows, width: shape.width, kernels: kernels)
      // What was there before is not seen any more.
      let before = [Float](repeating: .nan, count: shape.rows * shape.width)
      arranged.arrange(before, stride: shape.width, rows: 0..<shape.rows, columns: 0..<shape.width)
      for columns in Self.cut(shape.width, by: 13) {
        for part in Self.cut(shape.rows, by: 9) {
          let numbers = part.flatMap { row in columns.map { rows[row * shape.width + $0] } }
          arranged.arrange(numbers, stride: columns.count, rows: part, columns: columns)
        }
      }
      let (bytes, _) = Plain.stored(Plain.numbers(shape.columns * shape.width, seed: 13), as: .float32)
      let bias = Plain.numbers(shape.columns, seed: 14)
      let found = Self.product(arranged, bytes, .float32, bias, kernels)
      let expected = product(level, rows, bytes, .float32, bias, width: shape.width)
      #expect(found.map(\.bitPattern) == expected.map(\.bitPattern), "\(shape)")
    }
  }

  static func cut(_ count: Int, by size: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: size).reversed().map { $0..<min($0 + size, count) }
  }

  /// Rows that lie apart, as keys do, into outputs that do: what is between is neither read nor written.
  @Test(arguments: VectorLevel.available) func rowsMayLieApart(_ level: VectorLevel) {
    let kernels = Kernels(level: level)
    for (count, others, width) in [(1, 1, 3), (5, 14, 64), (13, 37, 257), (43, 20, 1541)] {
      let rows = Plain.numbers(count * width, seed: 15)
      let columns = Plain.numbers(others * width, seed: 16)
      let apart = (0..<others).flatMap { columns[$0 * width..<($0 + 1) * width] + [.nan, .nan, .nan] }
      var out = [Float](repeating: -7, count: count * (others + 2))
      kernels.product(
        ArrangedRows(rows, count: count, stride: width, width: width, kernels: kernels), others: apart,
        otherCount: others, otherStride: width + 3, out: &out, outStride: others + 2)
      let zeros = [Float](repeating: 0, count: others)
      let expected = Plain.ordered(rows, columns, zeros, width: width, level: level)
      for row in 0..<count {
        let line = out[row * (others + 2)..<(row + 1) * (others + 2)]
        #expect(line.suffix(2) == [-7, -7])
        #expect(
          line.prefix(others).map(\.bitPattern)
            == expected[row * others..<(row + 1) * others].map(\.bitPattern), "\(count) \(others) \(width)")
      }
    }
  }

  @Test(arguments: VectorLevel.available) func combineAgreesWithFloat64(_ level: VectorLevel) {
    for (count, inner, width) in [
      (1, 1, 1), (2, 3, 64), (3, 5, 7), (4, 14, 64), (5, 33, 31), (6, 9, 128), (9, 70, 85), (13, 20, 64),
    ] {
      let factors = Plain.numbers(count * inner, seed: 9)
      let values = Plain.numbers(inner * width, seed: 10)
      var out = [Float](repeating: .nan, count: count * width)
      Kernels(level: level).combine(
        factors, count: count, factorStride: inner, values: values, valueCount: inner, valueStride: width,
        width: width, out: &out, outStride: width)
      for row in 0..<count {
        var alone = [Float](repeating: .nan, count: width)
        Kernels(level: level).combine(
          Array(factors[row * inner..<(row + 1) * inner]), count: 1, factorStride: inner, values: values,
          valueCount: inner, valueStride: width, width: width, out: &alone, outStride: width)
        for column in 0..<width {
          let expected = (0..<inner).reduce(0.0) {
            $0 + Double(factors[row * inner + $1]) * Double(values[$1 * width + column])
          }
          #expect(abs(Double(out[row * width + column]) - expected) < 1e-5)
          #expect(out[row * width + column].bitPattern == alone[column].bitPattern)
        }
      }
    }
  }

  private func product(
    _ level: VectorLevel, _ rows: [Float], _ weights: [UInt8], _ element: StoredElement, _ bias: [Float],
    width: Int
  ) -> [Float] {
    let kernels = Kernels(level: level)
    let rows = ArrangedRows(rows, count: rows.count / width, stride: width, width: width, kernels: kernels)
    return Self.product(rows, weights, element, bias, kernels)
  }

  /// All products of rows with stored weights, row behind row.
  static func product(
    _ rows: ArrangedRows, _ weights: [UInt8], _ element: StoredElement, _ bias: [Float], _ kernels: Kernels
  ) -> [Float] {
    var out = [Float](repeating: .nan, count: rows.count * bias.count)
    weights.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      kernels.product(
        rows, weights: StoredRows(base: base, element: element, count: bias.count, width: rows.width),
        columns: 0..<bias.count, bias: bias, out: &out, outStride: bias.count)
    }
    return out
  }
}
