internal import CKernels

/// Rows as 16-bit fixed-point numbers, laid out for products at one level: whole numbers and, for each row, the unit
/// that they count.
package final class FixedRows: @unchecked Sendable {
  package let count: Int
  package let width: Int
  /// For each row the length of what is lost, as a part of the row's length.
  package let errors: [Double]
  let base: UnsafeMutablePointer<Int16>
  let units: UnsafeMutablePointer<Float>
  private let memory: UnsafeMutableRawPointer

  package init(_ rows: FloatRows, kernels: Kernels) {
    count = rows.count
    width = rows.width
    let size = encodings_fixed_size(kernels.level.rawValue, Int64(rows.count), Int64(rows.width))
    let total = max(1, Int(size))
    // A row of a tile is a cache line.
    memory = .allocate(byteCount: total * MemoryLayout<Int16>.stride, alignment: 64)
    base = memory.bindMemory(to: Int16.self, capacity: total)
    units = .allocate(capacity: max(1, rows.count))
    var errors = [Double](repeating: 0, count: rows.count)
    encodings_fix_rows(
      kernels.level.rawValue, rows.base, Int64(rows.count), Int64(rows.stride), Int64(rows.width), base,
      units,
      &errors)
    self.errors = errors
  }

  deinit {
    memory.deallocate()
    units.deallocate()
  }
}
