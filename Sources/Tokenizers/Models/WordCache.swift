/// A word of at most 23 UTF-8 bytes, packed.
struct WordKey: Sendable, Hashable {
  static let longest = 23

  var low: UInt64 = 0
  var middle: UInt64 = 0
  /// The last seven bytes, and in the highest the length.
  var high: UInt64 = 0

  /// The key of `scalars[word]`; nil when it is too long for one.
  @inline(__always)
  init?(_ scalars: [UInt32], _ word: Range<Int>) {
    guard word.count <= WordKey.longest else { return nil }
    var count = 0
    var part: UInt64 = 0
    for index in word {
      let scalar = scalars[index]
      if scalar < 0x80 {
        append(UInt8(truncatingIfNeeded: scalar), &count, &part)
      } else {
        scalar.forEachUTF8 { append($0, &count, &part) }
      }
    }
    guard count <= WordKey.longest else { return nil }
    store(part, count)
    high |= UInt64(truncatingIfNeeded: count) << 56
  }

  @inline(__always)
  private mutating func append(_ byte: UInt8, _ count: inout Int, _ part: inout UInt64) {
    part |= UInt64(byte) << ((UInt64(truncatingIfNeeded: count) & 7) * 8)
    count += 1
    if count & 7 == 0 {
      store(part, count - 1)
      part = 0
    }
  }

  /// Stores the eight bytes that hold byte `count`.
  @inline(__always)
  private mutating func store(_ part: UInt64, _ count: Int) {
    switch count >> 3 {
    case 0: low |= part
    case 1: middle |= part
    default: high |= part
    }
  }
}

/// Remembers the pieces of short words. It never holds more than a fixed number: a full cache starts anew.
struct WordCache: Sendable {
  private struct Slot {
    var key = WordKey(empty: ())
    var start: UInt32 = 0
    /// 0 where the slot is free.
    var count: UInt32 = 0
  }

  /// 1.3 MB of slots; the commonest words of a language are far fewer.
  private static let slotCount = 1 << 15
  private static let wordLimit = slotCount / 8 * 5
  private static let pieceLimit = slotCount * 2

  private var slots: [Slot]
  private var words = 0
  private(set) var pieces: [Piece] = []
  /// Not known outside the process, so that no one can send words which all fall into one slot.
  private let seed: UInt64

  init(seed: UInt64) {
    self.seed = seed
    slots = Array(repeating: Slot(), count: WordCache.slotCount)
  }

  /// Where the pieces of a word are, or the slot where they belong.
  enum Lookup {
    case found(Range<Int>)
    case missing(slot: Int)
  }

  @inline(__always)
  func find(_ key: WordKey) -> Lookup {
    let state = ByteHash.mix(ByteHash.mix(seed ^ key.low, key.middle), key.high)
    var index = Int(truncatingIfNeeded: state) & (WordCache.slotCount - 1)
    while slots[index].count != 0 {
      if slots[index].key == key {
        let start = Int(slots[index].start)
        return .found(start..<start + Int(slots[index].count))
      }
      index = (index + 1) & (WordCache.slotCount - 1)
    }
    return .missing(slot: index)
  }

  /// Remembers the pieces of a word in the slot that `find` gave.
  mutating func insert(_ key: WordKey, _ new: [Piece], slot: Int) {
    guard !new.isEmpty, new.count <= WordKey.longest else { return }
    guard words < WordCache.wordLimit, pieces.count + new.count <= WordCache.pieceLimit else {
      slots = Array(repeating: Slot(), count: WordCache.slotCount)
      words = 0
      pieces.removeAll(keepingCapacity: true)
      return
    }
    slots[slot] = Slot(
      key: key, start: UInt32(truncatingIfNeeded: pieces.count), count: UInt32(truncatingIfNeeded: new.count))
    pieces.append(contentsOf: new)
    words += 1
  }
}

extension WordKey {
  fileprivate init(empty: Void) {}
}
