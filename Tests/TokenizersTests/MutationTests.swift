import TestSupport
import Testing
import Tokenizers

/// Whatever becomes of a file, opening its folder gives a tokenizer whose rows hold together, or an error that says
/// why not; nothing traps.
@Suite struct MutationTests {
  static let folders: [[String: String]] = [
    ["tokenizer.json": TokenizerFixture.bytePair],
    ["tokenizer.json": TokenizerFixture.wordPiece],
    [
      "vocab.json": DamagedFolderTests.vocabulary, "merges.txt": DamagedFolderTests.merges,
      "special_tokens_map.json": #"{"mask_token": {"content": "ab", "lstrip": true}, "pad_token": "<s>"}"#,
      "added_tokens.json": #"{"new": 5, "newer": 6}"#,
    ],
    [
      "vocab.txt": DamagedFolderTests.words,
      "tokenizer_config.json":
        #"{"do_lower_case": false, "added_tokens_decoder": {"3": {"content": "fly"}}}"#,
    ],
  ]

  static let texts = ["", " ab  <mask> AB b", "flies [SEP] é1e\u{301}中 fly's", "</s>new newer\u{0}<s>👍🏽"]

  @Test(arguments: folders, UInt64(0)..<3) func neverTraps(_ files: [String: String], _ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var opened = 0
    var refused = 0
    let names = files.keys.sorted()
    let fixture = try TokenizerFixture(files)
    for round in 0..<1000 {
      let name = names[round % names.count]
      let good = Array((files[name] ?? "").utf8)
      let bytes = mutated(good, &random)
      try fixture.directory.write(bytes, to: name)
      do throws(TokenizerError) {
        let tokenizer = try fixture.open()
        for text in Self.texts {
          let encoding = tokenizer.encode(text, limit: nil)
          #expect(encoding.isWhole(for: text, tokenizer), "round \(round) of seed \(seed)")
        }
        opened += 1
      } catch {
        #expect(error.file.hasPrefix(fixture.directory.path) && !error.reason.isEmpty)
        let size = error.file.hasSuffix("/" + name) ? bytes.count : 1000
        #expect((error.offset ?? 0) <= size)
        refused += 1
      }
      try fixture.directory.write(good, to: name)
    }
    #expect(opened > 0 && refused > 0, "\(opened) opened, \(refused) refused: one of them was not tried")
  }

  /// One byte changed, left out, doubled or put in; now and then a few of them.
  private func mutated(_ good: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var bytes = good
    for _ in 0..<(Int.random(in: 0..<4, using: &random) == 0 ? 3 : 1) {
      guard let index = bytes.indices.randomElement(using: &random) else { continue }
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[index] = .random(in: 0...255, using: &random)
      case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 2: bytes.remove(at: index)
      case 3: bytes.insert(bytes[index], at: index)
      case 4: bytes[index] = Array("\"\\{}[]:,0123456789e-.u ab".utf8).randomElement(using: &random) ?? 0
      default:
        // Digits and letters decide most, so they are hit more often than their share.
        let digits = bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }
        bytes[digits.randomElement(using: &random) ?? index] = .random(in: 0x30...0x39, using: &random)
      }
    }
    return bytes
  }
}

extension Encoding {
  /// Whether the row is one that a text can have: arrays of one length, ids that the tokenizer has, offsets in order
  /// and within the text, those of what was put around it zero.
  func isWhole(for text: String, _ tokenizer: Tokenizer) -> Bool {
    let length = Int32(text.unicodeScalars.count)
    guard [starts.count, ends.count, special.count].allSatisfy({ $0 == ids.count }) else { return false }
    return ids.indices.allSatisfy { index in
      (0..<tokenizer.vocabularyCount).contains(Int(ids[index]))
        && 0 <= starts[index] && starts[index] <= ends[index] && ends[index] <= length
        && (!special[index] || ends[index] == 0)
    }
  }
}
