import Glibc
import Kernels

/// Lays out the layers' matrices as products read them, and tells whether some bytes are that: matrix behind matrix, in
/// the order of their numbers.
package struct PanelCopy: Sendable {
  private let linears: [Linear]
  private let kernels: Kernels

  init(_ linears: [Linear], kernels: Kernels) {
    self.linears = linears
    self.kernels = kernels
  }

  /// Length of a copy.
  package var byteCount: Int {
    linears.reduce(0) { $0 + Self.byteCount($1) }
  }

  /// Whether products gain by it: without vectors it is not the weights that they wait for.
  package var isWorthwhile: Bool { !linears.isEmpty && kernels.level >= .avx2 }

  /// Hands a copy's bytes to `write`, piece by piece; ends when it gives false, and gives false then.
  package func make(_ write: (UnsafeRawBufferPointer) -> Bool) -> Bool {
    linears.allSatisfy { derive($0) { _, group in write(group) } }
  }

  /// The weights in `bytes`, if they are the copy to the last bit; nil otherwise. `isWhole` tells whether they stay so,
  /// and keeps them alive.
  package func form(
    of bytes: UnsafeRawBufferPointer, isWhole: @escaping @Sendable () -> Bool
  ) -> PanelWeights? {
    guard bytes.count == byteCount, var at = bytes.baseAddress else { return nil }
    var matrices: [PanelledRows] = []
    for linear in linears {
      let matrix = at
      let isCopy = derive(linear) { index, group in
        guard let derived = group.baseAddress else { return true }
        return memcmp(derived, matrix + index * group.count, group.count) == 0
      }
      guard isCopy else { return nil }
      let weights = linear.weights
      matrices.append(
        PanelledRows(base: matrix, element: weights.element, count: weights.count, width: weights.width))
      at += Self.byteCount(linear)
    }
    return isWhole() ? PanelWeights(matrices: matrices, isWhole: isWhole) : nil
  }

  /// Derives a matrix, group after group, for `take`; ends, and gives false, once that gives false.
  private func derive(_ linear: Linear, _ take: (Int, UnsafeRawBufferPointer) -> Bool) -> Bool {
    let weights = linear.weights
    let group = UnsafeMutableRawBufferPointer.allocate(
      byteCount: PanelledRows.groupByteCount(element: weights.element, width: weights.width),
      alignment: MemoryLayout<Float>.alignment)
    defer { group.deallocate() }
    guard let base = group.baseAddress else { return true }
    return (0..<PanelledRows.groups(count: weights.count)).allSatisfy { index in
      kernels.panel(weights, group: index, out: base)
      return take(index, UnsafeRawBufferPointer(group))
    }
  }

  private static func byteCount(_ linear: Linear) -> Int {
    PanelledRows.byteCount(
      element: linear.weights.element, count: linear.weights.count, width: linear.weights.width)
  }
}
