package import Kernels

/// The vocabulary's entries as 16-bit fixed-point numbers: half the bytes and half the time of the stored ones, and a
/// bound on what is lost. A pass over them leaves more entries open, which float64 decides as ever.
package struct FixedVocabulary: Sendable {
  let entries: FixedEntries
  /// No entry loses more of its length than this part.
  let error: Double
  /// Whether the numbers still are what they were.
  let isWhole: @Sendable () -> Bool

  /// `isWhole` also keeps the memory alive.
  package init(entries: FixedEntries, error: Double, isWhole: @escaping @Sendable () -> Bool) {
    self.entries = entries
    self.error = error
    self.isWhole = isWhole
  }
}
