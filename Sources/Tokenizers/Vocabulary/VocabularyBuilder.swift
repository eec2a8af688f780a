/// One entry of a vocabulary: where its spelling is, its id, and where in the file it was read.
struct VocabularyEntry: Sendable {
  var start: UInt32
  var length: UInt32
  var id: Int32
  var fileOffset: Int

  var range: Range<Int> { Int(start)..<Int(start) + Int(length) }
}

/// The entries of a vocabulary as a file gives them: no more than there are ids, however often a file repeats itself.
struct VocabularyBuilder {
  let file: String
  var spellings: [UInt8] = []
  private(set) var entries: [VocabularyEntry] = []
  private let most: Int

  init(file: String, most: Int = Vocabulary.highestSupportedID + 1) {
    self.file = file
    self.most = most
  }

  func error(_ reason: String, at entry: VocabularyEntry) -> TokenizerError {
    TokenizerError(file: file, offset: entry.fileOffset, reason: reason)
  }

  /// Adds what was appended to `spellings` from `start` on as the entry of `id`.
  mutating func add(from start: Int, id: Int32, fileOffset: Int) throws(TokenizerError) {
    guard entries.count < most else {
      throw TokenizerError(
        file: file, offset: fileOffset, reason: "has more entries than the \(most) ids that are supported")
    }
    entries.append(
      VocabularyEntry(
        start: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: spellings.count - start),
        id: id, fileOffset: fileOffset))
  }
}

extension JSONReader {
  /// Reads an object from spellings to ids.
  mutating func vocabulary() throws(TokenizerError) -> VocabularyBuilder {
    var builder = VocabularyBuilder(file: file)
    try forEachMember { (reader) throws(TokenizerError) in
      let offset = reader.position
      let start = builder.spellings.count
      try reader.string(appendingTo: &builder.spellings)
      try reader.expect(UInt8(ascii: ":"))
      reader.skipSpace()
      try builder.add(from: start, id: try reader.tokenID(), fileOffset: offset)
    }
    return builder
  }

  /// Reads an id: the short way for plain digits, the long way for whatever is wrong.
  private mutating func tokenID() throws(TokenizerError) -> Int32 {
    var end = position
    var id: Int32 = 0
    while end < bytes.count, end - position < 8, bytes[end] >= 0x30, bytes[end] <= 0x39 {
      id = id * 10 + Int32(bytes[end] - 0x30)
      end += 1
    }
    let isPlain = end > position && end < bytes.count && (bytes[position] != 0x30 || end == position + 1)
    if isPlain, bytes[end] == UInt8(ascii: ",") || bytes[end] == UInt8(ascii: "}") || bytes[end] <= 0x20,
      id <= Vocabulary.highestSupportedID
    {
      position = end
      return id
    }
    return try value().tokenID("an entry's id")
  }
}
