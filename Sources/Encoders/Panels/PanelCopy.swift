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
    linears.reduce(0) { $0 + Self.size($1) * MemoryLayout<Float>.stride }
  }

  /// Whether the weights are stored as what products compute with: others have to be widened each time.
  package var isPossible: Bool { !linears.isEmpty && linears.allSatisfy { $0.weights.element == .float32 } }

  /// Whether products gain by it: without vectors it is not the weights that they wait for.
  package var isWorthwhile: Bool { isPossible && kernels.level >= .avx2 }

  /// Hands a copy's bytes to `write`, piece by piece; ends when it gives false, and gives false then.
  package func make(_ write: (UnsafeRawBufferPointer) -> Bool) -> Bool {
    linears.allSatisfy { derive($0) { _, numbers in write(UnsafeRawBufferPointer(numbers)) } }
  }

  /// The weights in `bytes`, if they are the copy to the last bit; nil otherwise. `isWhole` tells whether they stay so,
  /// and keeps them alive.
  package func form(
    of bytes: UnsafeRawBufferPointer, isWhole: @escaping @Sendable () -> Bool
  ) -> PanelWeights? {
    guard isPossible, bytes.count == byteCount, let base = bytes.baseAddress else { return nil }
    var at = base.assumingMemoryBound(to: Float.self)
    var matrices: [PanelledRows] = []
    for linear in linears {
      let matrix = at
      let isCopy = derive(linear) { group, numbers in
        guard let derived = numbers.baseAddress else { return true }
        return memcmp(derived, matrix + group * numbers.count, numbers.count * MemoryLayout<Float>.stride)
          == 0
      }
      guard isCopy else { return nil }
      matrices.append(
        PanelledRows(base: matrix, count: linear.weights.count, width: linear.weights.width))
      at += Self.size(linear)
    }
    return isWhole() ? PanelWeights(matrices: matrices, isWhole: isWhole) : nil
  }

  /// Derives a matrix, group after group, for `take`; ends, and gives false, once that gives false.
  private func derive(_ linear: Linear, _ take: (Int, UnsafeMutableBufferPointer<Float>) -> Bool) -> Bool {
    let numbers = UnsafeMutableBufferPointer<Float>.allocate(
      capacity: PanelledRows.size(ofGroup: linear.weights.width))
    defer { numbers.deallocate() }
    guard let base = numbers.baseAddress else { return true }
    return (0..<PanelledRows.groups(count: linear.weights.count)).allSatisfy { group in
      kernels.panel(linear.weights, group: group, out: base)
      return take(group, numbers)
    }
  }

  private static func size(_ linear: Linear) -> Int {
    PanelledRows.size(count: linear.weights.count, width: linear.weights.width)
  }
}
