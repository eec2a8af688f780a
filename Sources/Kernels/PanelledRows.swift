internal import CKernels

/// A matrix laid out as products read it, in groups of rows: the first number of each row, then the second of each. Its
/// numbers are as they were stored. Whoever made it keeps the memory alive.
package struct PanelledRows: @unchecked Sendable {
  /// Rows of a group.
  package static let group = Int(ENCODINGS_PANELLED_GROUP)

  let base: UnsafeRawPointer
  package let element: StoredElement
  package let count: Int
  package let width: Int

  /// `base` points to ``byteCount(element:count:width:)`` bytes.
  package init(base: UnsafeRawPointer, element: StoredElement, count: Int, width: Int) {
    self.base = base
    self.element = element
    self.count = count
    self.width = width
  }

  /// Groups that so many rows are divided into.
  package static func groups(count: Int) -> Int { (count + group - 1) / group }

  /// Length of a group.
  package static func groupByteCount(element: StoredElement, width: Int) -> Int {
    group * width * element.byteCount
  }

  /// Length of a matrix.
  package static func byteCount(element: StoredElement, count: Int, width: Int) -> Int {
    groups(count: count) * groupByteCount(element: element, width: width)
  }
}

extension Kernels {
  /// Lays out group `index` of the rows; `out` has room for it.
  package func panel(_ rows: StoredRows, group index: Int, out: UnsafeMutableRawPointer) {
    let first = index * PanelledRows.group
    encodings_panel(
      rows.row(first), rows.element.rawValue, Int64(max(0, min(PanelledRows.group, rows.count - first))),
      Int64(rows.width), out)
  }

  /// The product with some columns of laid-out weights, as with the stored ones to the last bit; `columns` begin with a
  /// group. `bias` and `out` point to the first of them.
  package func product(
    _ rows: ArrangedRows, weights: PanelledRows, columns: Range<Int>, bias: UnsafePointer<Float>?,
    out: UnsafeMutablePointer<Float>, outStride: Int
  ) {
    precondition(columns.lowerBound % PanelledRows.group == 0, "columns begin with a group")
    let group = PanelledRows.groupByteCount(element: weights.element, width: weights.width)
    encodings_panelled_product(
      rows.level.rawValue, rows.base, Int64(rows.count),
      weights.base + columns.lowerBound / PanelledRows.group * group,
      weights.element.rawValue, Int64(columns.count), Int64(weights.width), bias, out, Int64(outStride))
  }
}
