internal import CKernels

/// Rows laid out as a product reads them: tiles of a few rows, whose numbers lie in the order of their use. That costs
/// one copy, and saves every later reader the search for its rows.
///
/// Written by `arrange` alone; different parts may be written by different threads. All parts have to be written before
/// rows are multiplied: what was not is whatever the memory held.
package final class ArrangedRows: @unchecked Sendable {
  package let count: Int
  package let width: Int
  let level: VectorLevel
  let base: UnsafeMutablePointer<Float>
  private let memory: UnsafeMutableRawPointer

  /// Room for `count` rows, for products at the level of `kernels`.
  package init(count: Int, width: Int, kernels: Kernels) {
    self.count = max(0, count)
    self.width = max(0, width)
    level = kernels.level
    let size = encodings_arranged_size(level.rawValue, Int64(self.count), Int64(self.width))
    let total = max(1, Int(size))
    memory = UnsafeMutableRawPointer.allocate(byteCount: total * MemoryLayout<Float>.stride, alignment: 64)
    // Whoever multiplies them has arranged them all.
    base = memory.bindMemory(to: Float.self, capacity: total)
  }

  /// Rows that are all there, arranged.
  package convenience init(
    _ rows: UnsafePointer<Float>, count: Int, stride: Int, width: Int, kernels: Kernels
  ) {
    self.init(count: count, width: width, kernels: kernels)
    arrange(rows, stride: stride, rows: 0..<self.count, columns: 0..<self.width)
  }

  deinit { memory.deallocate() }

  /// Copies a part of the rows, which `part` points to the first number of.
  package func arrange(_ part: UnsafePointer<Float>, stride: Int, rows: Range<Int>, columns: Range<Int>) {
    encodings_arrange(
      level.rawValue, part, Int64(stride), Int64(count), Int64(width), Int64(rows.lowerBound),
      Int64(rows.upperBound), Int64(columns.lowerBound), Int64(columns.upperBound), base)
  }
}
