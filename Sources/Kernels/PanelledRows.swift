internal import CKernels

/// A float32 matrix laid out as products read it, in groups of four rows, of which there are pairs. Whoever made it keeps
/// the memory alive.
package struct PanelledRows: @unchecked Sendable {
  /// Rows of a group.
  package static let group = Int(ENCODINGS_PANELLED_GROUP)

  let base: UnsafePointer<Float>
  package let count: Int
  package let width: Int

  /// `base` points to ``size(count:width:)`` numbers.
  package init(base: UnsafePointer<Float>, count: Int, width: Int) {
    self.base = base
    self.count = count
    self.width = width
  }

  /// Groups that so many rows are divided into; the last may hold none.
  package static func groups(count: Int) -> Int { (count + 2 * group - 1) / (2 * group) * 2 }

  /// Numbers of a group.
  package static func size(ofGroup width: Int) -> Int { group * ((width + 3) & ~3) }

  /// Numbers of a matrix.
  package static func size(count: Int, width: Int) -> Int { groups(count: count) * size(ofGroup: width) }
}

extension Kernels {
  /// Lays out group `index` of float32 rows; `out` has room for it.
  package func panel(_ rows: StoredRows, group index: Int, out: UnsafeMutablePointer<Float>) {
    let first = index * PanelledRows.group
    encodings_panel(
      rows.row(first).assumingMemoryBound(to: Float.self),
      Int64(max(0, min(PanelledRows.group, rows.count - first))),
      Int64(rows.width), out)
  }

  /// The product with some columns of laid-out weights, as with the stored ones to the last bit; `columns` begin with a
  /// pair of groups. `bias` and `out` point to the first of them.
  package func product(
    _ rows: ArrangedRows, weights: PanelledRows, columns: Range<Int>, bias: UnsafePointer<Float>?,
    out: UnsafeMutablePointer<Float>, outStride: Int
  ) {
    let first = columns.lowerBound / PanelledRows.group * PanelledRows.size(ofGroup: weights.width)
    encodings_panelled_product(
      level.rawValue, rows.base, Int64(rows.count), weights.base + first, Int64(columns.count),
      Int64(weights.width), bias, out, Int64(outStride))
  }
}
