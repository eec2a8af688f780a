import Kernels
import Testing

/// Rows in blocks: all of them, in their order, with the products that each has by itself.
@Suite struct ArrangedBlocksTests {
  private static let (width, columns) = (70, 5)

  @Test func blocksAreEvenAndLowEnoughToStayInCache() {
    for count in [0, 1, 125, 126, 127, 252, 253, 511, 4096] {
      let rows = ArrangedBlocks(count: count, width: 3, kernels: Kernels(level: .portable))
      let ranges = rows.blocks.map(\.range)
      #expect(ranges.flatMap { Array($0) } == Array(0..<count))
      let (lowest, highest) = (ranges.map(\.count).min() ?? 0, ranges.map(\.count).max() ?? 0)
      // Of the second-level cache that CPUs have at least, a quarter.
      #expect(highest * 256 * MemoryLayout<Float>.stride <= 512 << 10 / 4)
      // Nor more of them than need be.
      #expect(ranges.count == 1 || lowest >= 63)
      #expect(highest - lowest <= 1)
      #expect(rows.blocks.allSatisfy { $0.rows.count == $0.range.count })
    }
  }

  /// Two tiles at a time, so that matrix units have no single one but the last, and in their larger cache.
  @Test func forMatrixUnitsTheyAreWholeTiles() {
    for (width, count) in [(768, 224), (768, 512), (3072, 512), (3072, 33), (70, 1), (100_000, 65), (0, 40)] {
      let blocks = ArrangedBlocks(count: count, width: width, kernels: Kernels(level: .amx)).blocks
      #expect(blocks.flatMap { Array($0.range) } == Array(0..<count))
      #expect(blocks.allSatisfy { $0.range.lowerBound % 32 == 0 && $0.rows.count == $0.range.count })
      #expect(blocks.allSatisfy { $0.range.count <= 32 || $0.range.count * width * 6 <= 2 << 20 / 3 })
    }
    let counts = { ArrangedBlocks(count: 512, width: $0, kernels: Kernels(level: .amx)).blocks.count }
    #expect(counts(768) == 4 && counts(3072) == 16)
  }

  /// Whatever the parts that they come in: across blocks and within tiles.
  @Test(arguments: VectorLevel.available) func productsAreThoseOfTheRows(_ level: VectorLevel) {
    let kernels = Kernels(level: level)
    let (bytes, weights) = Plain.stored(Plain.numbers(Self.columns * Self.width, seed: 31), as: .float32)
    let bias = Plain.numbers(Self.columns, seed: 32)
    for count in [1, 126, 127, 253, 601] {
      let numbers = Plain.numbers(count * Self.width, seed: 33)
      let rows = ArrangedBlocks(count: count, width: Self.width, kernels: kernels)
      // What is not arranged stays no number.
      let before = [Float](repeating: .nan, count: count * Self.width)
      rows.arrange(before, stride: Self.width, rows: 0..<count, columns: 0..<Self.width)
      for columns in ProductTests.cut(Self.width, by: 13) {
        for part in ProductTests.cut(count, by: 131) {
          let piece = part.flatMap { row in columns.map { numbers[row * Self.width + $0] } }
          rows.arrange(piece, stride: columns.count, rows: part, columns: columns)
        }
      }
      let expected = Plain.ordered(numbers, weights, bias, width: Self.width, level: level)
      let found = rows.blocks.flatMap { ProductTests.product($0.rows, bytes, .float32, bias, kernels) }
      #expect(found.map(\.bitPattern) == expected.map(\.bitPattern), "\(count)")
    }
  }
}
