/// How high blocks of rows are: so many rows are a unit, of which a block has so many at most.
private struct BlockSize {
  let unit: Int
  let most: Int

  init(width: Int, level: VectorLevel) {
    if level < .amx {
      // Whole tiles at every level. What a product meets of them at a time, a block of the width, takes a quarter of a
      // second-level cache of 512 KiB, for columns pass through it too.
      (unit, most) = (1, 126)
    } else {
      // Matrix units meet two tiles at a time, of all their width, six bytes a number. Where more than two are in a block,
      // they take a third of the second-level cache of 2 MiB that every CPU with such units has.
      unit = 32
      most = max(1, min(4, (600 << 10) / (6 * unit * max(1, width))))
    }
  }
}

/// Any number of arranged rows, in blocks: what one thread meets of a block at a time stays in its second-level cache.
package struct ArrangedBlocks: Sendable {
  /// Some of the rows.
  package typealias Block = (range: Range<Int>, rows: ArrangedRows)

  package let blocks: [Block]

  /// Room for `count` rows, for products at the level of `kernels`.
  package init(count: Int, width: Int, kernels: Kernels) {
    let whole = 0..<max(0, count)
    let size = BlockSize(width: width, level: kernels.level)
    let units = 0..<(whole.count + size.unit - 1) / size.unit
    let parts = max(1, (units.count + size.most - 1) / size.most)
    blocks = (0..<parts).map { part in
      let own = units.part(part, of: parts)
      let range = (own.lowerBound * size.unit..<own.upperBound * size.unit).clamped(to: whole)
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
