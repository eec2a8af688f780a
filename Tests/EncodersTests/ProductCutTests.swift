import Kernels
import Testing

@testable import Encoders

/// How columns are cut into parts: all of them once, in whole laid-out groups, and enough for every thread.
@Suite struct ProductCutTests {
  private static let shapes = [
    (768, 768), (3072, 768), (768, 3072), (1024, 4096), (40, 24), (1, 1), (8, 5000),
  ]

  @Test(arguments: shapes, [1, 2, 5, 64]) func allColumnsOnce(_ shape: (Int, Int), _ threads: Int) {
    for level in [VectorLevel.avx512VNNI, .amx] { allColumnsOnce(shape, threads, level) }
  }

  private func allColumnsOnce(_ shape: (Int, Int), _ threads: Int, _ level: VectorLevel) {
    let (outputs, inputs) = shape
    for (rows, blocks, products) in [(1, 1, 1), (32, 1, 3), (33, 1, 1), (96, 1, 3), (600, 5, 1)] {
      let parts = ProductCut.columns(
        outputs: outputs, inputs: inputs, rows: rows, blocks: blocks, products: products, threads: threads,
        level: level)
      #expect(parts.flatMap { Array($0) } == Array(0..<outputs))
      #expect(
        parts.allSatisfy { $0.lowerBound % ($0.count > 16 ? 32 : 16) == 0 && $0.count <= ProductCut.most })
      // Two for each thread, unless none could be smaller.
      #expect(parts.count * blocks * products >= 2 * threads || parts.allSatisfy { $0.count <= 16 })
    }
  }

  @Test func fewThreadsGetLongParts() {
    #expect(widths(inputs: 768, rows: 14) == [96] && widths(inputs: 768, rows: 100) == [96])
    #expect(widths(inputs: 3072, rows: 14) == [64] && widths(inputs: 3072, rows: 100) == [32])
    #expect(widths(inputs: 3072, rows: 600, blocks: 5) == [64])
  }

  @Test func matrixUnitsGetTheLongest() {
    #expect(widths(inputs: 3072, rows: 14, level: .amx) == [96])
    #expect(widths(inputs: 3072, rows: 100, level: .amx) == [96])
  }

  /// Products that are computed together are many parts as they are.
  @Test func togetherTheyNeedNotBeCutFine() {
    #expect(widths(inputs: 768, rows: 14, threads: 8) == [32])
    #expect(widths(inputs: 768, rows: 14, products: 3, threads: 8) == [96])
  }

  private func widths(
    inputs: Int, rows: Int, blocks: Int = 1, products: Int = 1, threads: Int = 2,
    level: VectorLevel = .avx512VNNI
  ) -> Set<Int> {
    let parts = ProductCut.columns(
      outputs: 768, inputs: inputs, rows: rows, blocks: blocks, products: products, threads: threads,
      level: level)
    return Set(parts.map(\.count))
  }
}
