import Testing

@testable import Encoders

/// How columns are cut into parts: all of them once, in whole pairs of laid-out groups, and enough for every thread.
@Suite struct ProductCutTests {
  private static let shapes = [
    (768, 768), (3072, 768), (768, 3072), (1024, 4096), (40, 24), (1, 1), (8, 5000),
  ]

  @Test(arguments: shapes, [1, 2, 5, 64]) func allColumnsOnce(_ shape: (Int, Int), _ threads: Int) {
    let (outputs, inputs) = shape
    for (rows, blocks) in [(1, 1), (32, 1), (33, 1), (96, 1), (600, 3)] {
      let parts = ProductCut.columns(
        outputs: outputs, inputs: inputs, rows: rows, blocks: blocks, threads: threads)
      #expect(parts.flatMap { Array($0) } == Array(0..<outputs))
      #expect(parts.allSatisfy { $0.lowerBound % 8 == 0 && $0.count <= ProductCut.most })
      // Two for each thread, unless none could be smaller.
      #expect(parts.count * blocks >= 2 * threads || parts.allSatisfy { $0.count <= 16 })
    }
  }

  @Test func fewThreadsGetLongParts() {
    func widths(_ inputs: Int, rows: Int, blocks: Int = 1) -> Set<Int> {
      Set(
        ProductCut.columns(outputs: 768, inputs: inputs, rows: rows, blocks: blocks, threads: 2).map(\.count))
    }
    #expect(widths(768, rows: 14) == [96] && widths(768, rows: 200) == [96])
    #expect(widths(3072, rows: 14) == [48] && widths(3072, rows: 200) == [16])
    #expect(widths(3072, rows: 600, blocks: 3) == [48])
  }
}
