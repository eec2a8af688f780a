/// Any number of arranged rows, in blocks: what one thread meets of a block at a time stays in its second-level cache.
package struct ArrangedBlocks: Sendable {
  /// Some of the rows.
  package typealias Block = (range: Range<Int>, rows: ArrangedRows)

  /// Rows of a block at most: whole tiles at every level. What a product meets of them at a time, a block of the width,
  /// takes a quarter of a second-level cache of 512 KiB, for columns pass through it too.
  private static let most = 126

  package let blocks: [Block]

  /// Room for `count` rows, for products at the level of `kernels`.
  package init(count: Int, width: Int, kernels: Kernels) {
    let whole = 0..<max(0, count)
    let parts = max(1, (whole.count + Self.most - 1) / Self.most)
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
