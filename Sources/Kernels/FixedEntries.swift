internal import CKernels

/// A matrix of 16-bit fixed-point numbers, laid out for products at one level: groups of entries, and each entry's unit.
/// Whoever made it keeps the memory alive.
package struct FixedEntries: @unchecked Sendable {
  /// Entries of a group.
  package static let group = Int(ENCODINGS_FIXED_GROUP)
  /// Numbers that are added as whole ones.
  private static let block = Int(ENCODINGS_FIXED_BLOCK)

  package let base: UnsafePointer<Int16>
  /// One for each entry, those that fill the last group among them.
  package let units: UnsafePointer<Float>
  package let count: Int
  package let width: Int

  package init(base: UnsafePointer<Int16>, units: UnsafePointer<Float>, count: Int, width: Int) {
    self.base = base
    self.units = units
    self.count = count
    self.width = width
  }

  package var groupCount: Int { Self.groups(of: count) }

  /// Groups that so many entries are divided into.
  package static func groups(of count: Int) -> Int { (count + group - 1) / group }

  /// Roundings of a product with an entry: of each block's sum, of the sums of blocks, and by both units. Matrix units
  /// have blocks of 1,024 numbers, whose sums are rounded in two parts and together: three roundings at most. Up to 96
  /// numbers both parts are exact in float32, up to 192 one is, so that there are never more than this.
  package static func roundings(width: Int) -> Double { Double(2 * ((width + block - 1) / block) + 1) }
}

extension Kernels {
  /// Whether the upper and the lower bytes of fixed-point entries lie apart, as matrix units take them.
  package var hasFixedBytes: Bool { level >= .amx }

  /// 16-bit numbers that a group of fixed-point entries takes.
  package func sizeOfFixedGroup(width: Int) -> Int {
    Int(encodings_fixed_group_size(level.rawValue, Int64(width)))
  }

  /// Makes group `index` of a matrix: numbers into `out`, units into `units`. Returns the greatest error of an entry,
  /// the length of what is lost as a part of the entry's.
  package func fix(
    _ rows: StoredRows, group index: Int, out: UnsafeMutablePointer<Int16>, units: UnsafeMutablePointer<Float>
  ) -> Double {
    let first = index * FixedEntries.group
    let errors = [Double](unsafeUninitializedCapacity: FixedEntries.group) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      encodings_fix_group(
        level.rawValue, rows.row(first), rows.element.rawValue,
        Int64(min(FixedEntries.group, rows.count - first)), Int64(rows.width), out, units, base)
      count = FixedEntries.group
    }
    return errors.max() ?? 0
  }

  /// out[r][e] = row r · entry e, for the entries of some groups; `out` points to the first of them.
  package func product(
    _ rows: FixedRows, entries: FixedEntries, groups: Range<Int>, out: UnsafeMutablePointer<Float>,
    outStride: Int
  ) {
    encodings_fixed_product(
      level.rawValue, rows.base, rows.units, Int64(rows.count),
      entries.base + groups.lowerBound * sizeOfFixedGroup(width: entries.width),
      entries.units + groups.lowerBound * FixedEntries.group, Int64(groups.count), Int64(entries.width), out,
      Int64(outStride))
  }
}
