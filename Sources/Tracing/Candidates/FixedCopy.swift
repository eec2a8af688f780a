import Encoders
import Glibc
import Kernels

/// Makes the fixed-point copy of a vocabulary, and tells whether some bytes are one: all numbers, group by group, and
/// behind them all units.
package struct FixedCopy: Sendable {
  /// Keeps the rows' memory alive.
  private let embeddings: EmbeddingWeights
  private let kernels: Kernels

  init(_ embeddings: EmbeddingWeights, kernels: Kernels) {
    self.embeddings = embeddings
    self.kernels = kernels
  }

  private var rows: StoredRows { embeddings.word }
  private var groups: Int { FixedEntries.groups(of: rows.count) }
  private var size: Int { kernels.sizeOfFixedGroup(width: rows.width) }
  private var numberBytes: Int { groups * size * MemoryLayout<Int16>.stride }

  /// Whether its numbers' bytes lie apart: what it is taken for on a CPU that has matrix units, and on no other.
  package var isOfBytes: Bool { kernels.hasFixedBytes }

  /// Length of a copy.
  package var byteCount: Int { numberBytes + groups * FixedEntries.group * MemoryLayout<Float>.stride }

  /// Hands a copy's bytes to `write`, piece by piece; ends when it gives false, and gives false then.
  package func make(_ write: (UnsafeRawBufferPointer) -> Bool) -> Bool {
    let units = UnsafeMutableBufferPointer<Float>.allocate(capacity: groups * FixedEntries.group)
    defer { units.deallocate() }
    let isWritten = derive { group, numbers, groupUnits in
      for index in 0..<FixedEntries.group { units[group * FixedEntries.group + index] = groupUnits[index] }
      return write(UnsafeRawBufferPointer(start: numbers, count: size * MemoryLayout<Int16>.stride))
    }
    return isWritten != nil && write(UnsafeRawBufferPointer(units))
  }

  /// The vocabulary in `bytes`, if they are the copy to the last bit; nil otherwise. `isWhole` tells whether they stay
  /// so, and keeps them alive.
  package func form(
    of bytes: UnsafeRawBufferPointer, isWhole: @escaping @Sendable () -> Bool
  ) -> FixedVocabulary? {
    guard bytes.count == byteCount, let base = bytes.baseAddress else { return nil }
    let numbers = base.assumingMemoryBound(to: Int16.self)
    let units = (base + numberBytes).assumingMemoryBound(to: Float.self)
    let error = derive { group, groupNumbers, groupUnits in
      memcmp(groupNumbers, numbers + group * size, size * MemoryLayout<Int16>.stride) == 0
        && memcmp(
          groupUnits, units + group * FixedEntries.group,
          FixedEntries.group * MemoryLayout<Float>.stride) == 0
    }
    guard let error, isWhole() else { return nil }
    return FixedVocabulary(
      entries: FixedEntries(base: numbers, units: units, count: rows.count, width: rows.width), error: error,
      isWhole: isWhole)
  }

  /// Derives group after group for `take`; returns the greatest error, or nil once `take` gives false.
  private func derive(
    _ take: (Int, UnsafeMutablePointer<Int16>, UnsafeMutablePointer<Float>) -> Bool
  ) -> Double? {
    let numbers = UnsafeMutablePointer<Int16>.allocate(capacity: size)
    let units = UnsafeMutablePointer<Float>.allocate(capacity: FixedEntries.group)
    defer {
      numbers.deallocate()
      units.deallocate()
    }
    var error = 0.0
    for group in 0..<groups {
      error = max(error, kernels.fix(rows, group: group, out: numbers, units: units))
      guard take(group, numbers, units) else { return nil }
    }
    return error
  }
}
