import FoundationEssentials
import TestSupport
import Testing
import Tokenizers

/// What must hold of every row of tokens, whatever the library makes of the text.
@Suite struct InvariantTests {
  static let models = [
    "tiny-bert-bf16-mixed", "tiny-bert-f16-cased", "tiny-bert-f32", "tiny-roberta-bf16-sharded",
    "tiny-roberta-f16", "tiny-roberta-f32",
  ]
  static let byteLevel = models.filter { $0.contains("roberta") }

  static func tokenizer(_ name: String) throws -> Tokenizer {
    try Tokenizer(folder: RepositoryRoot.file("Tests/Reference/models/\(name)"))
  }

  @Test(arguments: models) func anEmptyTextHasOnlySpecialTokens(_ name: String) throws {
    let encoding = try Self.tokenizer(name).encode("", limit: nil)
    #expect(encoding.ids.count == 2 && encoding.special == [true, true])
    #expect(encoding.starts == [0, 0] && encoding.ends == [0, 0])
    #expect(!encoding.truncated && encoding.untruncatedCount == 2)
  }

  @Test(arguments: models) func rowsHoldTogether(_ name: String) throws {
    let tokenizer = try Self.tokenizer(name)
    var texts = RandomTexts(seed: 1)
    for _ in 0..<2000 {
      let text = texts.next()
      let encoding = tokenizer.encode(text, limit: nil)
      #expect(encoding.isWhole(for: text, tokenizer), "\(Mismatch.escaped(text))")
      #expect(
        encoding.special.indices.allSatisfy {
          encoding.special[$0] == ($0 == 0 || $0 == encoding.ids.count - 1)
        })
      // Between the special tokens places only move on.
      let inner = 1..<encoding.ids.count - 1
      #expect(
        zip(inner, inner.dropFirst()).allSatisfy {
          encoding.starts[$0] <= encoding.starts[$1] && encoding.ends[$0] <= encoding.ends[$1]
        }, "\(Mismatch.escaped(text))")
    }
  }

  /// A byte-level vocabulary loses nothing: its entries, read as bytes, are the text again, and every scalar that is
  /// not trimmed space has a token.
  @Test(arguments: byteLevel) func byteLevelTokensSpellTheText(_ name: String) throws {
    let tokenizer = try Self.tokenizer(name)
    var texts = RandomTexts(seed: 2)
    for _ in 0..<2000 {
      let text = texts.next()
      let encoding = tokenizer.encode(text, limit: nil)
      var spelt: [UInt8] = []
      for id in encoding.ids.dropFirst().dropLast() {
        spelt += try #require(ByteAlphabet.bytes(tokenizer.spelling(of: Int(id))))
      }
      if name == "tiny-roberta-bf16-sharded", spelt.first == 0x20, text.first != " " { spelt.removeFirst() }
      #expect(spelt == Array(text.utf8), "\(Mismatch.escaped(text))")
      var covered = Set<Int32>()
      for (start, end) in zip(encoding.starts, encoding.ends) { covered.formUnion(start..<end) }
      for (index, scalar) in text.unicodeScalars.enumerated() where !scalar.properties.isWhitespace {
        #expect(covered.contains(Int32(index)), "scalar \(index) of \(Mismatch.escaped(text))")
      }
    }
  }

  /// In plain ASCII a WordPiece token is the piece of the text that its offsets name, in the vocabulary's case.
  @Test(arguments: ["tiny-bert-f16-cased", "tiny-bert-f32"])
  func wordPiecesAreWhatTheirOffsetsSay(_ name: String) throws {
    let tokenizer = try Self.tokenizer(name)
    var texts = RandomTexts(seed: 3, alphabet: Array(" abcdefghinorstTHE1.,'".unicodeScalars))
    var pieces = 0
    for _ in 0..<2000 {
      let text = texts.next()
      let letters = Array(text.utf8)
      let encoding = tokenizer.encode(text, limit: nil)
      for index in encoding.ids.indices.dropFirst().dropLast() {
        let piece = tokenizer.readableText(of: Int(encoding.ids[index]))
        guard piece != "[UNK]" else { continue }
        let range = Int(encoding.starts[index])..<Int(encoding.ends[index])
        let found = String(decoding: letters[range], as: UTF8.self)
        #expect(piece == (name.hasSuffix("cased") ? found : found.lowercased()), "\(Mismatch.escaped(text))")
        pieces += 1
      }
    }
    #expect(pieces > 5000)
  }

  /// What was encoded before leaves nothing behind, and threads do not disturb one another.
  @Test(arguments: models) func rowsDoNotDependOnHistoryOrThreads(_ name: String) async throws {
    var random = RandomTexts(seed: 4)
    let texts = (0..<500).map { _ in random.next() }
    let alone = try texts.prefix(50).map { try Self.tokenizer(name).encode($0, limit: nil) }
    let shared = try Self.tokenizer(name)
    let inOrder = texts.map { shared.encode($0, limit: nil) }
    #expect(alone == Array(inOrder.prefix(50)))
    await withTaskGroup(of: Bool.self) { group in
      for worker in 0..<4 {
        group.addTask {
          texts.indices.allSatisfy { index in
            let place = (index * 7 + worker * 125) % texts.count
            return shared.encode(texts[place], limit: nil) == inOrder[place]
          }
        }
      }
      for await agrees in group { #expect(agrees) }
    }
  }
}
