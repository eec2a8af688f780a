import Testing
import Tokenizers

@Suite struct TruncationTests {
  static let text = "Time flies like an arrow; fruit flies like a banana."

  @Test(arguments: InvariantTests.models) func keepsTheSpecialTokens(_ name: String) throws {
    let tokenizer = try InvariantTests.tokenizer(name)
    let whole = tokenizer.encode(Self.text, limit: nil)
    let count = whole.ids.count
    #expect(count > 12 && !whole.truncated && whole.untruncatedCount == count)
    for limit in 0...count + 2 {
      let cut = tokenizer.encode(Self.text, limit: limit)
      #expect(cut.untruncatedCount == count)
      #expect(cut.truncated == (limit < count))
      #expect(cut.ids.count == min(limit, count))
      guard limit >= 2, limit < count else { continue }
      // The text's end goes, the end token stays.
      #expect(cut.tokens == Array(whole.tokens.prefix(limit - 1)) + whole.tokens.suffix(1))
    }
    #expect(tokenizer.encode(Self.text, limit: count).tokens == whole.tokens)
  }

  /// Where not even the special tokens fit, the first of them are kept.
  @Test func hasRoomForLittle() throws {
    let tokenizer = try InvariantTests.tokenizer("tiny-roberta-f32")
    #expect(tokenizer.encode("a", limit: 2).ids.map { tokenizer.spelling(of: Int($0)) } == ["<s>", "</s>"])
    #expect(tokenizer.encode("a", limit: 1).ids.map { tokenizer.spelling(of: Int($0)) } == ["<s>"])
    for limit in [0, -1, .min] {
      let none = tokenizer.encode("a", limit: limit)
      #expect(none.ids.isEmpty && none.truncated && none.untruncatedCount == 3)
    }
    #expect(!tokenizer.encode("a", limit: .max).truncated)
  }

  @Test func isNotTakenFromTheFile() throws {
    let file = TokenizerFixture.bytePair.replacingFirst(
      #""truncation": null"#, with: #""truncation": {"max_length": 2}"#)
    let tokenizer = try TokenizerFixture(["tokenizer.json": file]).open()
    #expect(tokenizer.encode("a a", limit: nil).ids == [0, 2, 6, 1])
  }
}
