import Kernels
import Testing

/// Products with laid-out weights at every level, on odd sizes: the sums in their promised order, followed number by
/// number, to the last bit.
@Suite struct PanelledTests {
  static let shapes =
    ProductTests.shapes + [(37, 25, 768), (64, 16, 770), (44, 97, 1540), (9, 8, 3)]

  @Test(arguments: VectorLevel.available, [StoredElement.float32, .float16, .bfloat16])
  func sumsInThePromisedOrder(_ level: VectorLevel, _ element: StoredElement) {
    for shape in Self.shapes {
      let rows = Plain.numbers(shape.rows * shape.width, seed: 21)
      let (bytes, weights) = Plain.stored(Plain.numbers(shape.columns * shape.width, seed: 22), as: element)
      let bias = Plain.numbers(shape.columns, seed: 23)
      let expected = Plain.ordered(rows, weights, bias, width: shape.width, level: level)
      for first in stride(from: 0, to: shape.columns, by: 48) {
        let columns = first..<min(first + 48, shape.columns)
        let found = product(level, rows, bytes, element, bias, columns, shape)
        for row in 0..<shape.rows {
          let wanted = expected[row * shape.columns..<(row + 1) * shape.columns][
            (row * shape.columns + columns.lowerBound)..<(row * shape.columns + columns.upperBound)]
          #expect(found[row].map(\.bitPattern) == wanted.map(\.bitPattern), "\(shape) \(columns)")
        }
      }
      let whole = product(level, rows, bytes, element, bias, 0..<shape.columns, shape)
      #expect(whole.joined().map(\.bitPattern) == expected.map(\.bitPattern), "\(shape)")
    }
  }

  /// Whatever the way of storing: what is infinite, or not a number, must not look like one.
  @Test(arguments: VectorLevel.available, [StoredElement.float32, .float16, .bfloat16])
  func weightsThatAreNoneGiveNoNumbers(_ level: VectorLevel, _ element: StoredElement) {
    for special in [Float.infinity, -.infinity, .nan] {
      for shape in [(rows: 3, columns: 20, width: 40), (rows: 34, columns: 33, width: 70)] {
        let rows = Plain.numbers(shape.rows * shape.width, seed: 24, in: 0.5...1)
        var numbers = Plain.numbers(shape.columns * shape.width, seed: 25)
        let (column, place) = (shape.columns - 2, shape.width - 3)
        numbers[column * shape.width + place] = special
        let (bytes, _) = Plain.stored(numbers, as: element)
        let bias = Plain.numbers(shape.columns, seed: 26)
        let found = product(level, rows, bytes, element, bias, 0..<shape.columns, shape)
        let kernels = Kernels(level: level)
        let arranged = ArrangedRows(
          rows, count: shape.rows, stride: shape.width, width: shape.width, kernels: kernels)
        let stored = ProductTests.product(arranged, bytes, element, bias, kernels)
        for (row, line) in found.enumerated() {
          for (index, value) in line.enumerated() {
            let other = stored[row * shape.columns + index]
            #expect(value.isFinite == (index != column))
            #expect(value.isNaN ? other.isNaN : value == other)
          }
        }
      }
    }
  }

  /// Some columns of the product, row by row; nothing else may be written.
  private func product(
    _ level: VectorLevel, _ rows: [Float], _ weights: [UInt8], _ element: StoredElement, _ bias: [Float],
    _ columns: Range<Int>, _ shape: (rows: Int, columns: Int, width: Int)
  ) -> [[Float]] {
    let kernels = Kernels(level: level)
    let arranged = ArrangedRows(
      rows, count: shape.rows, stride: shape.width, width: shape.width, kernels: kernels)
    // All bits one are no number in each way of storing.
    var laidOut = [UInt8](
      repeating: .max,
      count: PanelledRows.byteCount(element: element, count: shape.columns, width: shape.width))
    var out = [Float](repeating: -7, count: shape.rows * (columns.count + 3))
    weights.withUnsafeBytes { weights in
      laidOut.withUnsafeMutableBytes { laidOut in
        guard let weights = weights.baseAddress, let base = laidOut.baseAddress else { return }
        let stored = StoredRows(base: weights, element: element, count: shape.columns, width: shape.width)
        for group in 0..<PanelledRows.groups(count: shape.columns) {
          kernels.panel(
            stored, group: group,
            out: base + group * PanelledRows.groupByteCount(element: element, width: shape.width))
        }
        bias.withUnsafeBufferPointer { bias in
          kernels.product(
            arranged,
            weights: PanelledRows(base: base, element: element, count: shape.columns, width: shape.width),
            columns: columns, bias: bias.baseAddress.map { $0 + columns.lowerBound }, out: &out,
            outStride: columns.count + 3)
        }
      }
    }
    return (0..<shape.rows).map { row in
      let line = out[row * (columns.count + 3)..<(row + 1) * (columns.count + 3)]
      #expect(line.suffix(3) == [-7, -7, -7])
      return Array(line.prefix(columns.count))
    }
  }
}
