import Testing
import Tokenizers

/// Texts of a megabyte, as large as a request may be, made to take long: what takes more than linear time or so
/// would take hours here.
@Suite struct HostileTextTests {
  static let texts: [(name: String, text: String)] = [
    ("one letter", String(repeating: "a", count: 1 << 20)),
    ("one word", (0..<(1 << 18)).map { ["the", "ar", "row", "x"][$0 * $0 % 7 % 4] }.joined()),
    ("spaces", String(repeating: " ", count: 1 << 20)),
    ("ideographs", String(repeating: "中", count: (1 << 20) / 3)),
    ("marks in no order", "a" + String(repeating: "\u{323}\u{301}\u{64B}", count: (1 << 20) / 6)),
    ("starts of special tokens", String(repeating: "<mas[MAS", count: 1 << 17)),
    ("special tokens", String(repeating: "<mask>  [MASK]", count: (1 << 20) / 14)),
    ("apostrophes", String(repeating: "'", count: 1 << 20)),
  ]

  @Test(.timeLimit(.minutes(10)), arguments: InvariantTests.models)
  func endSoon(_ name: String) throws {
    let tokenizer = try InvariantTests.tokenizer(name)
    for (text, content) in Self.texts {
      let encoding = tokenizer.encode(content, limit: 512)
      #expect(encoding.ids.count <= 512 && encoding.isWhole(for: content, tokenizer), "\(name): \(text)")
    }
  }

  /// The memory that a vocabulary takes grows with its highest id, which is bounded.
  @Test(.timeLimit(.minutes(10))) func theHighestIDs() throws {
    let file = TokenizerFixture.bytePair.replacingFirst(#""a": 2"#, with: #""a": 16777215"#)
    let tokenizer = try TokenizerFixture(["tokenizer.json": file]).open()
    #expect(tokenizer.vocabularyCount == 1 << 24)
    #expect(tokenizer.encode("a", limit: nil).ids == [0, (1 << 24) - 1, 1])
  }
}
