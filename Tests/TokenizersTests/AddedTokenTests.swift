import TestSupport
import Testing
import Tokenizers

/// The flags of added tokens, one by one; what stands for right here is what the `tokenizers` library gives.
@Suite struct AddedTokenTests {
  /// Words of "a", "b" and "x" in lower case, and added tokens, each a content with the flags that are set; their ids
  /// are 7 and on.
  private func tokenizer(_ added: [(content: String, flags: [String])]) throws -> Tokenizer {
    let tokens = added.enumerated().map { index, token in
      let flags = ["single_word", "lstrip", "rstrip", "normalized"].map {
        #""\#($0)": \#(token.flags.contains($0))"#
      }
      return #"{"id": \#(7 + index), "content": "\#(token.content)", \#(flags.joined(separator: ", "))}"#
    }
    let file = #"""
      {"added_tokens": [\#(tokens.joined(separator: ", "))],
       "normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "BertPreTokenizer"},
       "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
        "max_input_chars_per_word": 100,
        "vocab": {"[UNK]": 0, "a": 1, "b": 2, "##a": 3, "##b": 4, "x": 5, "##x": 6}}}
      """#
    return try TokenizerFixture(["tokenizer.json": file]).open()
  }

  /// The added token is "Xa".
  private func tokenizer(_ flags: String...) throws -> Tokenizer {
    try tokenizer([("Xa", flags)])
  }

  /// Ids and places: "7@1-4" is id 7 at scalars 1 to 4, exclusive.
  private func row(_ text: String, _ tokenizer: Tokenizer) -> String {
    let row = tokenizer.encode(text, limit: nil)
    return row.ids.indices.map { "\(row.ids[$0])@\(row.starts[$0])-\(row.ends[$0])" }.joined(separator: " ")
  }

  /// As `BertTokenizer` of transformers 5 finds them: in the text as it is, with their own ids or the next free ones.
  @Test(arguments: [
    ("tokenizer_config.json", #""fly", {"content": "New", "lstrip": true}, "fly""#),
    ("special_tokens_map.json", #""fly", {"content": "New", "lstrip": true}"#),
  ])
  func furtherSpecialTokensOfABareVocabulary(_ name: String, _ tokens: String) throws {
    let tokenizer = try TokenizerFixture([
      "vocab.txt": "[UNK]\n[CLS]\n[SEP]\nfly\n##s\nnew\n",
      name: #"{"additional_special_tokens": [\#(tokens)]}"#,
    ]).open()
    #expect(row("flys new New Fly", tokenizer) == "1@0-0 3@0-3 0@3-4 5@5-8 6@8-12 3@13-16 2@0-0")
  }

  /// As transformers 5 numbers what the vocabulary lacks: those with a role first.
  @Test func specialTokensThatTheVocabularyLacksAreNumberedByTheirRole() throws {
    let tokenizer = try TokenizerFixture([
      "vocab.txt": "[UNK]\n[CLS]\n[SEP]\nfly\n##s\nnew\n",
      "tokenizer_config.json": #"""
      {"mask_token": "<newmask>", "pad_token": "<newpad>", "additional_special_tokens": ["<extra>", "fly"]}
      """#,
    ]).open()
    #expect((6..<9).map { tokenizer.spelling(of: $0) } == ["<newpad>", "<newmask>", "<extra>"])
    let row = tokenizer.encode("flys <extra> fly <newmask> <newpad>", limit: nil)
    #expect(row.ids == [1, 3, 0, 8, 3, 7, 6, 2])
  }

  /// As `BertTokenizer` of transformers 4 and 5 finds them: what only added_tokens.json names is looked for in lower case
  /// too, what is special as it is.
  @Test func tokensThatAreOnlyAddedAreFoundInTheNormalisedText() throws {
    let tokenizer = try TokenizerFixture([
      "vocab.txt": "[UNK]\n[CLS]\n[SEP]\nnew\n##tok\n[MASK]\n",
      "added_tokens.json": #"{"NEWTOK": 6, "[MASK]": 5, "ROLE": 7}"#,
      "special_tokens_map.json": #"{"mask_token": "[MASK]", "pad_token": {"content": "ROLE"}}"#,
    ]).open()
    #expect(
      tokenizer.encode("newtok NEWTOK [mask] [MASK] role ROLE", limit: nil).ids
        == [1, 6, 6, 0, 0, 0, 5, 0, 7, 2])
  }

  @Test func contentsThatSwiftTakesForOneAreTwo() throws {
    let tokenizer = try tokenizer([("\u{E9}", []), ("e\u{301}", [])])
    #expect(row("\u{E9}e\u{301}", tokenizer) == "7@0-1 8@1-3")
    #expect(tokenizer.spelling(of: 8).unicodeScalars.count == 2)
  }

  @Test func aTokenThatIsNothingWhenNormalisedIsRefused() throws {
    let file = #"""
      {"added_tokens": [{"id": 1, "content": " ", "single_word": false, "lstrip": false, "rstrip": false,
        "normalized": true}],
       "normalizer": {"type": "Strip", "strip_left": true, "strip_right": true},
       "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
        "max_input_chars_per_word": 100, "vocab": {"[UNK]": 0}}}
      """#
    let refusal = try #require(TokenizerFixture(["tokenizer.json": file]).refusal())
    #expect(refusal.reason.contains("nothing when normalised"))
  }

  static let spaced = "a \u{3000}Xa\t b"
  static let twice = "XaXa Xa"
  static let words = "_Xa Xa. éXa"
  static let cases = "xa XA Xa"

  @Test(arguments: [
    (spaced, "1@0-1 7@3-5 2@7-8"), ("aXab", "1@0-1 7@1-3 2@3-4"), (twice, "7@0-2 7@2-4 7@5-7"),
    (words, "0@0-1 7@1-3 7@4-6 0@6-7 0@8-9 7@9-11"), (cases, "5@0-1 3@1-2 5@3-4 3@4-5 7@6-8"),
  ])
  func withoutFlags(_ text: String, _ expected: String) throws {
    #expect(try row(text, tokenizer()) == expected)
  }

  @Test(arguments: [
    ("lstrip", spaced, "1@0-1 7@1-5 2@7-8"), ("lstrip", twice, "7@0-2 7@2-4 7@4-7"),
    ("lstrip", " Xa ", "7@0-3"),
    ("rstrip", spaced, "1@0-1 7@3-7 2@7-8"), ("rstrip", twice, "7@0-2 7@2-5 7@5-7"),
    ("rstrip", " Xa ", "7@1-4"),
    ("lstrip rstrip", spaced, "1@0-1 7@1-7 2@7-8"), ("lstrip rstrip", " Xa ", "7@0-4"),
    // The space between two tokens is the first's alone.
    ("lstrip rstrip", twice, "7@0-2 7@2-5 7@5-7"),
    ("lstrip rstrip", words, "0@0-1 7@1-4 7@4-6 0@6-7 0@8-9 7@9-11"),
  ])
  func strips(_ flags: String, _ text: String, _ expected: String) throws {
    let tokenizer = try tokenizer([("Xa", flags.split(separator: " ").map(String.init))])
    #expect(row(text, tokenizer) == expected)
  }

  @Test(arguments: [
    (spaced, "1@0-1 7@3-5 2@7-8"), ("aXab", "1@0-1 6@1-2 3@2-3 4@3-4"),
    (twice, "5@0-1 3@1-2 6@2-3 3@3-4 7@5-7"),
    // Letters of any script and the underscore are of words, a full stop is not.
    (words, "0@0-1 5@1-2 3@2-3 7@4-6 0@6-7 0@8-11"),
  ])
  func standsAlone(_ text: String, _ expected: String) throws {
    #expect(try row(text, tokenizer("single_word")) == expected)
  }

  @Test(arguments: [(cases, "7@0-2 7@3-5 7@6-8"), (words, "0@0-1 7@1-3 7@4-6 0@6-7 0@8-9 7@9-11")])
  func isFoundNormalized(_ text: String, _ expected: String) throws {
    #expect(try row(text, tokenizer("normalized")) == expected)
  }

  /// Leftmost first, then longest, however many contents start alike.
  @Test func theLongestOfThoseThatStartFirst() throws {
    let contents = ["a", "aab", "aabbb", "ab", "b", "bbbb"]
    let tokens = contents.enumerated().map { id, content in
      #"{"id": \#(id + 1), "content": "\#(content)", "single_word": false, "lstrip": false, "rstrip": false, "#
        + #""normalized": false}"#
    }
    let file = #"""
      {"added_tokens": [\#(tokens.joined(separator: ", "))],
       "model": {"type": "BPE", "unk_token": "?", "vocab": {"?": 0}, "merges": []}}
      """#
    let tokenizer = try TokenizerFixture(["tokenizer.json": file]).open()
    #expect(row("aabbbb", tokenizer) == "3@0-5 5@5-6")
    #expect(row("aaabbc", tokenizer) == "1@0-1 2@1-4 5@4-5 0@5-6")
    #expect(row("abbbbb", tokenizer) == "4@0-2 6@2-6")
  }

  /// A token may itself be white space, which another or the same has stripped before it is found; what is found
  /// twice overlaps, what has nothing left is none.
  @Test(arguments: [
    (["lstrip"], "1@0-1 7@1-2 7@2-3 7@3-4 2@4-5"), (["rstrip"], "1@0-1 7@1-4 7@2-4 7@3-4 2@4-5"),
    (["lstrip", "rstrip"], "1@0-1 7@1-4 2@4-5"),
  ])
  func thatIsWhiteSpace(_ flags: [String], _ expected: String) throws {
    #expect(try row("a\u{3000}\u{3000}\u{3000}b", tokenizer([("\u{3000}", flags)])) == expected)
  }

  /// Here the library itself panics.
  @Test(arguments: [[], ["normalized"]]) func thatIsWhiteSpaceAnotherTook(_ more: [String]) throws {
    let tokenizer = try tokenizer([("<r>", ["rstrip"] + more), ("\u{3000}", ["lstrip"] + more)])
    #expect(row("İ<r>\u{3000}\u{3000}", tokenizer) == "0@0-1 7@1-6")
    #expect(row("<r>\u{3000}\u{3000}b", tokenizer) == "7@0-5 2@5-6")
  }

  @Test func twoThatBecomeOneAreRefused() throws {
    let spoiled = TokenizerFixture.bytePair.replacingFirst(
      #"{"id": 8, "#,
      with: #"{"id": 8, "content": "<MASK>", "single_word": true, "lstrip": true, "rstrip": true, "#
        + #""normalized": true}, {"id": 9, "#)
    let refusal = try #require(try TokenizerFixture(["tokenizer.json": spoiled]).refusal())
    #expect(refusal.reason.contains("are one when normalised"), "\(refusal)")
  }
}
