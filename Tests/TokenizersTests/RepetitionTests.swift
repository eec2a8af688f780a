import Testing

@testable import Tokenizers

/// A file that repeats itself takes no more memory than the largest vocabulary would.
@Suite struct RepetitionTests {
  @Test func entriesEndWhereIdsDo() throws {
    var builder = VocabularyBuilder(file: "vocab.json", most: 2)
    for _ in 0..<2 { try builder.add(from: 0, id: 0, fileOffset: 7) }
    #expect(
      throws: TokenizerError(
        file: "vocab.json", offset: 9, reason: "has more entries than the 2 ids that are supported")
    ) {
      try builder.add(from: 0, id: 0, fileOffset: 9)
    }
    #expect(builder.entries.count == 2)
  }

  @Test func mergesEndThereToo() throws {
    var list = MergeList(file: "merges.txt", most: 2)
    list.spellings = Array("a b".utf8)
    try list.addLine(from: 0, fileOffset: 3)
    try list.add(0..<1, 2..<3, fileOffset: 4)
    #expect(
      throws: TokenizerError(
        file: "merges.txt", offset: 5, reason: "has more merges than the 2 that are supported")
    ) {
      try list.addLine(from: 0, fileOffset: 5)
    }
    #expect(list.pairs.count == 2)
  }
}
