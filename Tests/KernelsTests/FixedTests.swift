import CKernels
import Kernels
import TestSupport
import Testing

/// Fixed-point numbers at every level on odd sizes: what they lose, against float64; their products, against whole
/// numbers of each block to the last bit; and rows that they do no justice.
@Suite struct FixedTests {
  private static let group = Int(ENCODINGS_FIXED_GROUP)
  private static let block = Int(ENCODINGS_FIXED_BLOCK)

  /// Numbers that are one, many, or nearly all of a row's length, and such as no row has room for.
  private static let kinds: [String] = ["even", "spread", "constant", "single", "tiny", "huge"]

  private static func rows(_ count: Int, width: Int, kind: String, seed: UInt64) -> [Float] {
    let numbers = Plain.numbers(count * width, seed: seed)
    return numbers.indices.map { index in
      switch kind {
      case "even": numbers[index]
      case "spread": numbers[index] * numbers[index] * numbers[index] * 5
      case "constant": index / width % 2 == 0 ? 0.75 : -0.75
      case "single": index % width == (index / width) % width ? 3 : 1e-4 * numbers[index]
      case "tiny": numbers[index] * 1e-12
      default: numbers[index] * 1e12
      }
    }
  }

  /// Number `k`, whose upper byte is `byte`, and whose lower one lies `step` further.
  private static func number(_ bytes: [UInt8], at byte: Int, step: Int) -> Int16 {
    Int16(Int8(bitPattern: bytes[byte])) * 256 + Int16(bytes[byte + step])
  }

  /// Rows as the product takes them one by one: a tile of one row has its numbers in their order, or for matrix units
  /// of 64 of them the upper bytes, then the lower ones.
  private struct Fixed {
    var numbers: [Int16]
    var unit: Float
    var error: Double

    init(_ level: VectorLevel, _ row: [Float]) {
      let even = (row.count + 1) & ~1
      let size = Int(encodings_fixed_size(level.rawValue, 1, Int64(row.count)))
      var numbers = [Int16](repeating: -1, count: size)
      var (unit, error) = (Float(-1), -1.0)
      encodings_fix_rows(
        level.rawValue, row, 1, Int64(row.count), Int64(row.count), &numbers, &unit, &error)
      #expect(numbers.count == (level >= .amx ? (row.count + 63) / 64 * 64 + 32 : even))
      if level >= .amx {
        let bytes = numbers.withUnsafeBytes { Array($0) }
        numbers = (0..<even).map { FixedTests.number(bytes, at: $0 / 64 * 128 + $0 % 64, step: 64) }
      }
      (self.numbers, self.unit, self.error) = (numbers, unit, error)
    }
  }

  private struct Groups {
    let level: VectorLevel
    var numbers: [Int16] = []
    var units: [Float] = []
    var errors: [Double] = []

    init(_ level: VectorLevel, _ stored: [UInt8], _ element: StoredElement, count: Int, width: Int) {
      self.level = level
      let size = Kernels(level: level).sizeOfFixedGroup(width: width)
      stored.withUnsafeBytes { bytes in
        for first in stride(from: 0, to: count, by: group) {
          var numbers = [Int16](repeating: -1, count: size)
          var units = [Float](repeating: -1, count: group)
          var errors = [Double](repeating: -1, count: group)
          encodings_fix_group(
            level.rawValue, bytes.baseAddress.map { $0 + first * width * element.byteCount },
            element.rawValue,
            Int64(min(group, count - first)), Int64(width), &numbers, &units, &errors)
          self.numbers += numbers
          self.units += units
          self.errors += errors
        }
      }
    }

    /// Entry `index`'s numbers, in their order.
    func entry(_ index: Int, width: Int) -> [Int16] {
      let size = Kernels(level: level).sizeOfFixedGroup(width: width)
      let own = Array(numbers[index / group * size..<(index / group + 1) * size])
      let even = (width + 1) & ~1
      guard level >= .amx else {
        return (0..<even).map { own[$0 / 2 * group * 2 + index % group * 2 + $0 % 2] }
      }
      // Of 64 numbers the upper bytes, then the lower ones, by four entry beside entry.
      let bytes = own.withUnsafeBytes { Array($0) }
      return (0..<even).map {
        let four = $0 / 64 * 2 * 64 * group + $0 % 64 / 4 * 4 * group
        return FixedTests.number(bytes, at: four + index % group * 4 + $0 % 4, step: 64 * group)
      }
    }
  }

  @Test(arguments: VectorLevel.available, [StoredElement.float32, .float16, .bfloat16])
  func losesWhatItSays(_ level: VectorLevel, _ element: StoredElement) {
    for width in [1, 2, 7, 16, 63, 768, 769] {
      for kind in Self.kinds where element == .float32 || !["tiny", "huge"].contains(kind) {
        let count = 19
        let (bytes, meaning) = Plain.stored(
          Self.rows(count, width: width, kind: kind, seed: 1), as: element)
        let groups = Groups(level, bytes, element, count: count, width: width)
        for index in 0..<count {
          let row = meaning[index * width..<(index + 1) * width].map(Double.init)
          let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
          let fixed = groups.entry(index, width: width)
          let lost = zip(row, fixed).reduce(0) {
            let difference = $1.0 - Double(groups.units[index]) * Double($1.1)
            return $0 + difference * difference
          }.squareRoot()
          #expect(abs(groups.errors[index] - (length > 0 ? lost / length : 0)) < 1e-12)
          // As fine as 32 bits for a block's sum and 16 for a number allow.
          let blocks = stride(from: 0, to: width, by: Self.block).map {
            row[$0..<min($0 + Self.block, width)].reduce(0) { $0 + $1 * $1 }.squareRoot()
          }
          let finest = max((blocks.max() ?? 0) / 46341, (row.map(abs).max() ?? 0) / 32767)
          #expect(Double(groups.units[index]) <= 1.002 * finest)
          #expect(groups.errors[index] * length <= 1.002 * finest * Double(width).squareRoot() / 2)
          #expect(fixed.dropFirst(width).allSatisfy { $0 == 0 } && !fixed.contains(.min))
          if element == .float32 {
            let alone = Fixed(level, row.map(Float.init))
            #expect(alone.numbers == fixed && alone.unit == groups.units[index])
          }
        }
        for index in count..<groups.units.count {
          #expect(groups.units[index] == 0 && groups.entry(index, width: width).allSatisfy { $0 == 0 })
        }
      }
    }
  }

  @Test(arguments: VectorLevel.available) func multipliesWholeNumbers(_ level: VectorLevel) {
    for (count, entries, width) in [
      (1, 1, 1), (2, 16, 2), (3, 17, 5), (6, 33, 64), (7, 18, 96), (8, 16, 97), (13, 31, 767), (27, 70, 768),
      (33, 17, 1025), (50, 16, 2112),
    ] {
      for kind in Self.kinds {
        let (rows, _, groups, found) = products(
          level, (count, entries, width), kinds: (kind, kind), seed: 2)
        for row in 0..<count {
          let fixed = Fixed(level, Array(rows[row * width..<(row + 1) * width]))
          for entry in 0..<entries {
            let pairs = Array(zip(fixed.numbers, groups.entry(entry, width: width)))
            let sums = level >= .amx ? Self.sumsOfBytes(pairs) : Self.sums(pairs)
            let expected = sums.reduce(0, +) * fixed.unit * groups.units[entry]
            #expect(found[row][entry].bitPattern == expected.bitPattern, "\(kind) \(row) \(entry)")
          }
        }
      }
    }
  }

  /// Sums of blocks, each rounded once.
  private static func sums(_ pairs: [(Int16, Int16)]) -> [Float] {
    stride(from: 0, to: pairs.count, by: block).map {
      let sum = pairs[$0..<min($0 + block, pairs.count)].reduce(0) { $0 + Int64($1.0) * Int64($1.1) }
      #expect(Int32(exactly: sum) != nil)
      return Float(sum)
    }
  }

  /// Sums of matrix units' blocks: 256 times what has an upper byte in it, rounded, and what has none, rounded.
  private static func sumsOfBytes(_ pairs: [(Int16, Int16)]) -> [Float] {
    let block = Int(ENCODINGS_BYTE_BLOCK)
    return stride(from: 0, to: pairs.count, by: block).map {
      var (upper, lower) = (Int64(0), Int64(0))
      for (first, second) in pairs[$0..<min($0 + block, pairs.count)] {
        let (firstLower, secondLower) = (Int64(first & 255), Int64(second & 255))
        lower += firstLower * secondLower
        upper += (Int64(first) * Int64(second) - firstLower * secondLower) / 256
      }
      #expect(Int32(exactly: upper) != nil && Int32(exactly: lower) != nil)
      return Float(lower).addingProduct(Float(upper), 256)
    }
  }

  @Test(arguments: VectorLevel.available) func staysWithinItsBound(_ level: VectorLevel) {
    let (count, entries, width) = (9, 40, 384)
    for (first, second) in Self.kinds.flatMap({ first in Self.kinds.map { (first, $0) } }) {
      let (rows, others, groups, found) = products(
        level, (count, entries, width), kinds: (first, second), seed: 4)
      let exact = Plain.product(rows, others, [Float](repeating: 0, count: entries), width: width)
      func length(_ numbers: ArraySlice<Float>) -> Double {
        numbers.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      }
      for row in 0..<count {
        let numbers = rows[row * width..<(row + 1) * width]
        let lost = Fixed(level, Array(numbers)).error
        for entry in 0..<entries {
          let part =
            lost + (1 + lost) * groups.errors[entry] + (FixedEntries.roundings(width: width) + 1) * 0x1p-24
          let bound = part * length(numbers) * length(others[entry * width..<(entry + 1) * width])
          #expect(abs(Double(found[row][entry]) - exact[row * entries + entry]) <= bound)
        }
      }
    }
  }

  /// What a product loses of its whole numbers' is no more than the roundings that are counted for it.
  @Test(arguments: VectorLevel.available) func roundsNoMoreOftenThanItSays(_ level: VectorLevel) {
    let (count, entries) = (9, 40)
    for width in [1, 2, 3, 95, 96, 97, 192, 193, 768, 1024, 1025, 2049] {
      for kind in Self.kinds {
        let (rows, _, groups, found) = products(
          level, (count, entries, width), kinds: (kind, kind), seed: 7)
        let all = (0..<entries).map { groups.entry($0, width: width).map(Double.init) }
        for row in 0..<count {
          let fixed = Fixed(level, Array(rows[row * width..<(row + 1) * width]))
          let numbers = fixed.numbers.map(Double.init)
          for entry in 0..<entries {
            // Whole numbers' sums, which float64 has exactly.
            let unit = Double(fixed.unit) * Double(groups.units[entry])
            let exact = zip(numbers, all[entry]).reduce(0) { $0 + $1.0 * $1.1 } * unit
            let lengths = [numbers, all[entry]].map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
            let bound = FixedEntries.roundings(width: width) * 0x1p-24 * lengths[0] * lengths[1] * unit
            #expect(abs(Double(found[row][entry]) - exact) <= bound, "\(width) \(kind) \(row) \(entry)")
          }
        }
      }
    }
  }

  /// Rows and entries take no more memory than is said: behind it lies a page that nobody may touch.
  @Test(arguments: VectorLevel.available) func staysWithinItsMemory(_ level: VectorLevel) throws {
    for (count, width) in [(1, 1), (16, 64), (17, 65), (33, 96), (50, 130)] {
      let rows = try GuardedMemory<Int16>(
        count: Int(encodings_fixed_size(level.rawValue, Int64(count), Int64(width))))
      let group = try GuardedMemory<Int16>(count: Kernels(level: level).sizeOfFixedGroup(width: width))
      let out = try GuardedMemory<Float>(count: count * Self.group)
      let numbers = Self.rows(max(count, Self.group), width: width, kind: "even", seed: 9)
      var units = [[Float]](repeating: [Float](repeating: 0, count: max(count, Self.group)), count: 2)
      var errors = [Double](repeating: 0, count: max(count, Self.group))
      encodings_fix_rows(
        level.rawValue, numbers, Int64(count), Int64(width), Int64(width), rows.base, &units[0], &errors)
      encodings_fix_group(
        level.rawValue, numbers, StoredElement.float32.rawValue, Int64(Self.group), Int64(width), group.base,
        &units[1], &errors)
      encodings_fixed_product(
        level.rawValue, rows.base, units[0], Int64(count), group.base, units[1], 1, Int64(width), out.base,
        Int64(Self.group))
      for row in 0..<count {
        let expected = (0..<width).reduce(0.0) {
          $0 + Double(numbers[row * width + $1]) * Double(numbers[$1])
        }
        #expect(abs(Double(out.base[row * Self.group]) - expected) < 1e-3 * Double(width))
      }
    }
  }

  /// Zeros stay zeros; whatever else fixed-point numbers do no justice gives no number, and no other row minds.
  @Test(arguments: VectorLevel.available) func rowsThatAreNoneGiveNoNumbers(_ level: VectorLevel) {
    let width = 21
    let plain = Plain.numbers(width, seed: 6)
    let odd: [[Float]] = [
      plain.map { $0 * 0 }, [.nan] + plain.dropFirst(), [.infinity] + plain.dropFirst(),
      plain.map { $0 * 1e30 }, plain.map { $0 * 1e-30 }, plain,
    ]
    let groups = Groups(
      level, Plain.stored(odd.flatMap { $0 }, as: .float32).bytes, .float32, count: odd.count, width: width)
    let found = product(level, odd.flatMap { $0 }, groups, entries: odd.count, width: width)
    for (row, scores) in found.enumerated() {
      for (entry, score) in scores.enumerated() {
        if [row, entry].allSatisfy({ $0 == 0 || $0 == 5 }) {
          #expect(row == 5 && entry == 5 ? score > 0 : score == 0)
        } else {
          #expect(score.isNaN)
        }
      }
    }
  }

  /// Rows, entries and their products, of numbers of some kinds.
  private func products(
    _ level: VectorLevel, _ shape: (rows: Int, entries: Int, width: Int), kinds: (String, String),
    seed: UInt64
  ) -> (rows: [Float], entries: [Float], groups: Groups, found: [[Float]]) {
    let rows = Self.rows(shape.rows, width: shape.width, kind: kinds.0, seed: seed)
    let entries = Self.rows(shape.entries, width: shape.width, kind: kinds.1, seed: seed + 1)
    let groups = Groups(
      level, Plain.stored(entries, as: .float32).bytes, .float32, count: shape.entries, width: shape.width)
    let found = product(level, rows, groups, entries: shape.entries, width: shape.width)
    return (rows, entries, groups, found)
  }

  private func product(
    _ level: VectorLevel, _ rows: [Float], _ groups: Groups, entries: Int, width: Int
  ) -> [[Float]] {
    let kernels = Kernels(level: level)
    let count = rows.count / width
    let floats = FloatRows(count: count, width: width)
    for row in 0..<count {
      for column in 0..<width { floats.row(row)[column] = rows[row * width + column] }
    }
    let groupCount = FixedEntries.groups(of: entries)
    let out = FloatRows(count: count, width: groupCount * Self.group)
    groups.numbers.withUnsafeBufferPointer { numbers in
      groups.units.withUnsafeBufferPointer { units in
        guard let base = numbers.baseAddress, let units = units.baseAddress else { return }
        let matrix = FixedEntries(base: base, units: units, count: entries, width: width)
        let fixed = FixedRows(floats, kernels: kernels)
        // In two calls: what is asked for must not depend on what else is.
        let middle = groupCount / 2
        kernels.product(fixed, entries: matrix, groups: 0..<middle, out: out.base, outStride: out.stride)
        kernels.product(
          fixed, entries: matrix, groups: middle..<groupCount, out: out.base + middle * Self.group,
          outStride: out.stride)
      }
    }
    return (0..<count).map { row in (0..<entries).map { out.row(row)[$0] } }
  }
}
