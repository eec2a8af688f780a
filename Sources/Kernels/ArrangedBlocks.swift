/// Any number of arranged rows, in blocks: what one thread multiplies with a few columns at a time stays in its
/// second-level cache meanwhile.
package struct ArrangedBlocks: Sendable {
  /// Some of the rows.
  package typealias Block = (range: Range<Int>, rows: ArrangedRows)

  package let blocks: [Block]

  /// Room for `count` rows, for products at the level of `kernels`; `areLaidOut` tells whether the weights that they meet
  /// are laid out.
  package init(count: Int, width: Int, kernels: Kernels, areLaidOut: Bool) {
    let (whole, most) = (0..<max(0, count), kernels.level.rowsOfABlock(areLaidOut: areLaidOut))
    let parts = max(1, (whole.count + most - 1) / most)
    blocks = (0..<parts).map { part in
      let range = whole.part(part, of: parts)
      return (range, ArrangedRows(count: range.count, width: width, kernels: kernels))
    }
  }

  /// Copies a part of the rows, which `part` points to the first number of.
  package func arrange(_ part: UnsafePointer<Float>, stride: Int, rows: Range<Int>, columns: Range<Int>) {
    for block in blocks {
      let own = block.range.clamped(to: rows)
      guard !own.isEmpty else { continue }
      let first = block.range.lowerBound
      block.rows.arrange(
        part + (own.lowerBound - rows.lowerBound) * stride, stride: stride,
        rows: own.lowerBound - first..<own.upperBound - first, columns: columns)
    }
  }
}

extension VectorLevel {
  /// Rows of a block at most: what a product meets of them at a time, a block of the width, takes three quarters of a
  /// second-level cache of 1 MiB, which CPUs with AVX-512 have, or two fifths of one of 512 KiB, for columns pass through
  /// it too. Weights that are not laid out are packed for each block anew, which costs more than it saves where blocks are
  /// that low.
  fileprivate func rowsOfABlock(areLaidOut: Bool) -> Int { self < .avx512 && areLaidOut ? 66 : 252 }
}
