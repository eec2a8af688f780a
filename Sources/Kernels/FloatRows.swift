/// A block of float32 rows, zeroed at first. One thread at a time may write a row; the rows of different threads
/// do not overlap, which is for the caller to see to.
package final class FloatRows: @unchecked Sendable {
  package let count: Int
  package let width: Int
  /// Distance of two rows in elements. A width that is a multiple of a page would put all rows into the same few
  /// cache sets, so the stride is not.
  package let stride: Int
  package let base: UnsafeMutablePointer<Float>
  private let memory: UnsafeMutableRawPointer

  package init(count: Int, width: Int) {
    self.count = max(0, count)
    self.width = max(0, width)
    stride = Self.stride(width: self.width)
    let total = max(1, self.count * stride)
    // To cache lines, which the stride is a multiple of: no vector of a row then lies across two.
    memory = UnsafeMutableRawPointer.allocate(byteCount: total * MemoryLayout<Float>.stride, alignment: 64)
    base = memory.initializeMemory(as: Float.self, repeating: 0, count: total)
  }

  deinit { memory.deallocate() }

  /// The stride of rows of that width.
  package static func stride(width: Int) -> Int {
    let rounded = (width + 15) & ~15
    return rounded % 256 == 0 ? rounded + 16 : rounded
  }

  package func row(_ index: Int) -> UnsafeMutablePointer<Float> { base + index * stride }
}
