/// A model's own entries: from spelling to id and back. Ids may have gaps.
struct Vocabulary: Sendable {
  /// The highest id that is taken: the memory of a vocabulary grows with it.
  static let highestSupportedID = (1 << 24) - 1

  /// All spellings in UTF-8, one after the other.
  private let spellings: [UInt8]
  private let entries: [VocabularyEntry]
  /// Entry indices by hash, -1 where free; a power of two, at most half full.
  private let buckets: [Int32]
  /// Entry indices by id, -1 where the id is none.
  private let entryOfID: [Int32]
  /// The length of the longest spelling, in bytes.
  let longestSpelling: Int

  var count: Int { entries.count }
  /// One more than the highest id; 0 when empty.
  var idCount: Int { entryOfID.count }

  /// Builds the tables; refuses a spelling or an id that stands there twice.
  init(_ builder: VocabularyBuilder) throws(TokenizerError) {
    var buckets = [Int32](repeating: -1, count: HashTableSize.slots(for: builder.entries.count))
    var entryOfID = [Int32](repeating: -1, count: Int(builder.entries.map(\.id).max() ?? -1) + 1)
    for (index, entry) in builder.entries.enumerated() {
      let spelling = builder.spellings[entry.range]
      let text = { String(decoding: spelling, as: UTF8.self) }
      let bucket = spelling.withUnsafeBytes { bytes in
        Vocabulary.find(bytes, entries: builder.entries, spellings: builder.spellings, buckets: buckets)
      }
      guard buckets[bucket] < 0 else {
        throw builder.error("the entry \"\(text())\" stands there twice", at: entry)
      }
      buckets[bucket] = Int32(truncatingIfNeeded: index)
      let other = entryOfID[Int(entry.id)]
      guard other < 0 else {
        let first = String(decoding: builder.spellings[builder.entries[Int(other)].range], as: UTF8.self)
        throw builder.error("the entries \"\(first)\" and \"\(text())\" have one id, \(entry.id)", at: entry)
      }
      entryOfID[Int(entry.id)] = Int32(truncatingIfNeeded: index)
    }
    self.spellings = builder.spellings
    self.entries = builder.entries
    self.buckets = buckets
    self.entryOfID = entryOfID
    self.longestSpelling = builder.entries.map(\.range.count).max() ?? 0
  }

  /// The id of a spelling in UTF-8.
  func id(of spelling: UnsafeRawBufferPointer) -> Int32? {
    let index = buckets[Vocabulary.find(spelling, entries: entries, spellings: spellings, buckets: buckets)]
    return index < 0 ? nil : entries[Int(index)].id
  }

  func id(of spelling: String) -> Int32? {
    Array(spelling.utf8).withUnsafeBytes { id(of: $0) }
  }

  /// The spelling of an id in UTF-8; nil for an id that is none.
  func spelling(of id: Int) -> ArraySlice<UInt8>? {
    guard entryOfID.indices.contains(id), entryOfID[id] >= 0 else { return nil }
    return spellings[entries[Int(entryOfID[id])].range]
  }

  /// The bucket that a spelling is in, or the free one where it belongs.
  private static func find(
    _ spelling: UnsafeRawBufferPointer, entries: [VocabularyEntry], spellings: [UInt8], buckets: [Int32]
  ) -> Int {
    let mask = buckets.count - 1
    var bucket = Int(truncatingIfNeeded: ByteHash.hash(spelling)) & mask
    while buckets[bucket] >= 0 {
      let range = entries[Int(buckets[bucket])].range
      if range.count == spelling.count, spellings[range].elementsEqual(spelling) { return bucket }
      bucket = (bucket + 1) & mask
    }
    return bucket
  }
}

/// How large the hash tables of this target are.
enum HashTableSize {
  /// A power of two with at least twice as many slots as `count` entries need.
  static func slots(for count: Int) -> Int {
    var slots = 16
    while slots < count * 2 { slots *= 2 }
    return slots
  }
}
