/// What two symbols merge to.
struct Merge: Sendable {
  /// The order in which merges are tried: lower first.
  var rank: Int32
  /// The id of the merged symbol.
  var id: Int32
}

/// The merges of a byte-pair model by the ids of their halves.
struct MergeTable: Sendable {
  private struct Slot {
    var pair: UInt64
    var merge: Merge
  }

  /// No pair has this key: ids are never negative.
  private static let free = UInt64.max

  /// A power of two, at most half full.
  private var slots: [Slot]

  /// Looks every half and every result up; refuses what is not in the vocabulary and a merge that stands there twice.
  init(_ list: MergeList, _ vocabulary: Vocabulary) throws(TokenizerError) {
    slots = Array(
      repeating: Slot(pair: MergeTable.free, merge: Merge(rank: 0, id: 0)),
      count: HashTableSize.slots(for: list.pairs.count))
    var joined: [UInt8] = []
    for (rank, pair) in list.pairs.enumerated() {
      joined.removeAll(keepingCapacity: true)
      joined.append(contentsOf: list.spellings[pair.left])
      joined.append(contentsOf: list.spellings[pair.right])
      let cut = pair.left.count
      let ids = joined.withUnsafeBytes { bytes in
        (
          vocabulary.id(of: .init(rebasing: bytes[..<cut])),
          vocabulary.id(of: .init(rebasing: bytes[cut...])),
          vocabulary.id(of: bytes)
        )
      }
      guard let left = ids.0, let right = ids.1, let id = ids.2 else {
        let parts = [list.spellings[pair.left], list.spellings[pair.right]].map {
          "\"\(String(decoding: $0, as: UTF8.self))\""
        }
        throw TokenizerError(
          file: list.file, offset: pair.fileOffset,
          reason: "the merge of \(parts[0]) and \(parts[1]) needs an entry that the vocabulary lacks")
      }
      let slot = slot(of: MergeTable.key(left, right))
      guard slots[slot].pair == MergeTable.free else {
        throw TokenizerError(
          file: list.file, offset: pair.fileOffset,
          reason: "the merge to \"\(String(decoding: joined, as: UTF8.self))\" stands there twice")
      }
      slots[slot] = Slot(
        pair: MergeTable.key(left, right), merge: Merge(rank: Int32(truncatingIfNeeded: rank), id: id))
    }
  }

  /// What two symbols merge to, if anything.
  @inline(__always)
  func merge(_ left: Int32, _ right: Int32) -> Merge? {
    let slot = slots[slot(of: MergeTable.key(left, right))]
    return slot.pair == MergeTable.free ? nil : slot.merge
  }

  @inline(__always)
  private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  /// The slot that a pair is in, or the free one where it belongs.
  @inline(__always)
  private func slot(of pair: UInt64) -> Int {
    let mask = slots.count - 1
    var index = Int(truncatingIfNeeded: ByteHash.mix(0, pair)) & mask
    while slots[index].pair != pair, slots[index].pair != MergeTable.free { index = (index + 1) & mask }
    return index
  }
}
