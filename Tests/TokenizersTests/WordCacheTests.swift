import Testing

@testable import Tokenizers

@Suite struct WordCacheTests {
  private func key(_ word: String) -> WordKey? {
    let scalars = Array(scalarsOf: word)
    return WordKey(scalars, scalars.indices)
  }

  /// Half a million words, each remembered once: the cache never grows beyond its bound, and what it finds is right.
  @Test func isBounded() throws {
    var cache = WordCache(seed: 1)
    var found = 0
    var most = 0
    for number in 0..<500_000 {
      // Some words come again soon, as words do.
      let word = number % 3 == 2 ? number - 2 : number
      let pieces = (0...(word % 5)).map { Piece(id: Int32(word), length: Int32($0)) }
      switch cache.find(try #require(key("word\(word)"))) {
      case .found(let range):
        found += 1
        #expect(Array(cache.pieces[range]) == pieces)
      case .missing(let slot): cache.insert(try #require(key("word\(word)")), pieces, slot: slot)
      }
      most = max(most, cache.pieces.count)
    }
    #expect(found > 160_000)
    #expect(most <= 1 << 16 && most > 1 << 15, "at most \(most) pieces were held")
  }

  /// Words whose bytes differ only in zeros, length or place have different keys.
  @Test func keysTellWordsApart() throws {
    let words = [
      "", "\0", "\0\0", "a", "a\0", "\0a", "é", "Ã©", "12345678", "12345678\0", "1234567",
      "123456789012345678901234",
    ]
    let longest = String(repeating: "x", count: WordKey.longest)
    let keys = try (words.dropLast() + [longest, String(longest.dropLast()), "\0" + longest.dropLast()]).map {
      try #require(key($0))
    }
    #expect(Set(keys).count == keys.count)
    #expect(key("123456789012345678901234") == nil && key("中中中中中中中中") == nil && key("中中中中中中中xx") != nil)
  }

  /// A tokenizer that has seen more words than its cache holds still cuts each as a new one does.
  @Test func aFullCacheChangesNothing() throws {
    let tokenizer = try InvariantTests.tokenizer("tiny-roberta-f32")
    let sample = (0..<200).map { "w\($0 * 97) the arrow flies" }
    let expected = sample.map { tokenizer.encode($0, limit: nil) }
    for number in 0..<60_000 { _ = tokenizer.encode("w\(number)x\(number % 7)", limit: nil) }
    #expect(sample.map { tokenizer.encode($0, limit: nil) } == expected)
  }
}
