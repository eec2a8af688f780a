import FoundationEssentials
import TestSupport
import Testing
import Tokenizers

/// Spellings and readable texts, against the files as Foundation reads them.
@Suite struct SpellingTests {
  private struct File: Decodable {
    struct Model: Decodable { var vocab: [String: Int] }
    struct Added: Decodable {
      var id: Int
      var content: String
    }
    var model: Model
    var added_tokens: [Added]
  }

  private func entries(_ name: String) throws -> [Int: String] {
    let folder = RepositoryRoot.file("Tests/Reference/models/\(name)")
    let read = { (file: String) in try? Data(contentsOf: URL(filePath: "\(folder)/\(file)")) }
    var pairs: [(Int, String)] = []
    if let data = read("tokenizer.json") {
      let file = try JSONDecoder().decode(File.self, from: data)
      pairs = file.model.vocab.map { ($1, $0) } + file.added_tokens.map { ($0.id, $0.content) }
    } else if let data = read("vocab.json") {
      pairs = try JSONDecoder().decode([String: Int].self, from: data).map { ($1, $0) }
    } else {
      let lines = String(decoding: try #require(read("vocab.txt")), as: UTF8.self).split(separator: "\n")
      pairs = lines.enumerated().map { ($0, String($1)) }
    }
    return Dictionary(pairs) { _, added in added }
  }

  @Test func readablyLackThePrefixBeforeACombiningMark() throws {
    // To Swift "##" and the mark are two characters, of which the second is no "#".
    let tokenizer = try TokenizerFixture(["vocab.txt": "[UNK]\n[CLS]\n[SEP]\n##\u{93F}\n##s\n"]).open()
    #expect(tokenizer.readableText(of: 3).unicodeScalars.elementsEqual(["\u{93F}"]))
    #expect(tokenizer.readableText(of: 4) == "s")
  }

  @Test(arguments: InvariantTests.models) func areTheVocabularys(_ name: String) throws {
    let tokenizer = try InvariantTests.tokenizer(name)
    let entries = try entries(name)
    #expect(entries.count > 100 && tokenizer.vocabularyCount == (entries.keys.max() ?? 0) + 1)
    for id in 0..<tokenizer.vocabularyCount {
      #expect(tokenizer.spelling(of: id) == entries[id] ?? "", "id \(id)")
    }
    for id in [-1, .min, tokenizer.vocabularyCount, .max] {
      #expect(tokenizer.spelling(of: id).isEmpty && tokenizer.readableText(of: id).isEmpty)
    }
  }

  @Test(arguments: InvariantTests.byteLevel) func readablyAreTheirBytes(_ name: String) throws {
    let tokenizer = try InvariantTests.tokenizer(name)
    for (id, spelling) in try entries(name) {
      let bytes =
        spelling.hasPrefix("<") && spelling.count > 1 ? Array(spelling.utf8) : ByteAlphabet.bytes(spelling)
      let text = String(decoding: bytes ?? Array(spelling.utf8), as: UTF8.self)
      #expect(tokenizer.readableText(of: id) == text, "id \(id)")
    }
  }

  @Test(arguments: ["tiny-bert-f32", "tiny-bert-f16-cased"]) func readablyLackThePrefix(_ name: String) throws
  {
    let tokenizer = try InvariantTests.tokenizer(name)
    var continuing = 0
    for (id, spelling) in try entries(name) {
      let isContinuing = spelling.hasPrefix("##")
      #expect(tokenizer.readableText(of: id) == (isContinuing ? String(spelling.dropFirst(2)) : spelling))
      continuing += isContinuing ? 1 : 0
    }
    #expect(continuing > 20)
  }

  /// Ids may have gaps; a gap has no spelling.
  @Test func ofAGapIsEmpty() throws {
    let words = #"{"<s>": 0, "</s>": 2, "a": 4}"#
    let tokenizer = try TokenizerFixture(["vocab.json": words, "merges.txt": ""]).open()
    #expect((0...5).map { tokenizer.spelling(of: $0) } == ["<s>", "", "</s>", "", "a", ""])
    #expect(tokenizer.vocabularyCount == 5 && tokenizer.encode("a", limit: nil).ids == [0, 4, 2])
  }
}
