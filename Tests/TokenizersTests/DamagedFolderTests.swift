import Glibc
import TestSupport
import Testing
import Tokenizers

/// What can be wrong with a folder besides its tokenizer.json.
@Suite struct DamagedFolderTests {
  static let merges = "#version: 0.2\na b\n"
  static let vocabulary = #"{"<s>": 0, "</s>": 1, "a": 2, "b": 3, "ab": 4}"#
  static let words = "[UNK]\n[CLS]\n[SEP]\nfly\n##s\n"

  private func refusal(_ files: [String: String]) throws -> TokenizerError {
    try #require(try TokenizerFixture(files).refusal())
  }

  @Test func missing() throws {
    let path = try TemporaryDirectory().path + "/none"
    #expect(
      throws: TokenizerError(
        file: path,
        reason: "has no tokenizer: one of tokenizer.json, vocab.json with merges.txt, or vocab.txt is needed")
    ) { _ = try Tokenizer(folder: path) }
  }

  @Test func empty() throws {
    #expect(try refusal([:]).reason.contains("has no tokenizer"))
  }

  @Test(arguments: ["tokenizer.json", "vocab.json", "vocab.txt"]) func aFolderForAFile(_ name: String) throws
  {
    let refusal = try refusal(["\(name)/inside": ""])
    #expect(refusal.file == name && refusal.reason.contains("is not a file"))
  }

  @Test(.timeLimit(.minutes(10))) func aPipeForAFile() throws {
    let fixture = try TokenizerFixture()
    try #require(mkfifo(fixture.directory("tokenizer.json"), 0o600) == 0)
    let refusal = try #require(fixture.refusal())
    #expect(refusal.file == "tokenizer.json" && refusal.reason.contains("is not a file"))
  }

  @Test(.timeLimit(.minutes(10))) func aFileBeyondTheLimit() throws {
    let fixture = try TokenizerFixture(["tokenizer.json": "{}"])
    try #require(truncate(fixture.directory("tokenizer.json"), (256 << 20) + 1) == 0)
    #expect(try #require(fixture.refusal()).reason.contains("at most 268435456 are read"))
  }

  @Test(arguments: [
    ("vocab.json", "[]", "vocab.json", "where \"{\" was expected"),
    ("vocab.json", "{}", "vocab.json", "is empty"),
    ("vocab.json", #"{"a": 0} x"#, "vocab.json", "something follows"),
    ("vocab.json", #"{"a": 0, "b": 0}"#, "vocab.json", "have one id, 0"),
    ("vocab.json", #"{"<s>": 0, "</s>": 1, "a": 2, "b": 3}"#, "merges.txt", "needs an entry"),
    ("merges.txt", "ab\n", "merges.txt", "\"ab\" is not two entries"),
    ("merges.txt", "a b\na b\n", "merges.txt", "stands there twice"),
    ("merges.txt", "a  b\n", "merges.txt", "\"a  b\" is not two entries"),
    ("tokenizer_config.json", "[]", "tokenizer_config.json", "the file is not an object"),
    ("tokenizer_config.json", #"{"tokenizer_class": 1}"#, "tokenizer_config.json", "is not a string"),
    ("tokenizer_config.json", #"{"tokenizer_class": "T5Tokenizer"}"#, "tokenizer_config.json", "T5Tokenizer"),
    ("tokenizer_config.json", #"{"add_prefix_space": "no"}"#, "tokenizer_config.json", "not true or false"),
    (
      "tokenizer_config.json", #"{"cls_token": "<c>"}"#, "vocab.json",
      "no entry \"<c>\", which is the cls_token"
    ),
    ("special_tokens_map.json", #"{"mask_token": {}}"#, "special_tokens_map.json", "has no \"content\""),
    ("added_tokens.json", #"{"new": 7}"#, "added_tokens.json", "the vocabulary makes it 5"),
    ("added_tokens.json", #"{"new": -7}"#, "added_tokens.json", "which is no id"),
  ])
  func byteLevel(_ name: String, _ text: String, _ file: String, _ mentions: String) throws {
    var files = ["vocab.json": Self.vocabulary, "merges.txt": Self.merges]
    #expect(try TokenizerFixture(files).refusal() == nil)
    files[name] = text
    let refusal = try refusal(files)
    #expect(refusal.file == file && refusal.reason.contains(mentions), "\(refusal)")
  }

  @Test func vocabularyWithoutMerges() throws {
    let refusal = try refusal(["vocab.json": Self.vocabulary])
    #expect(refusal.file == "merges.txt" && refusal.reason.contains("is missing"))
  }

  @Test(arguments: [
    ("vocab.txt", "", "vocab.txt", "has no entry \"[UNK]\""),
    ("vocab.txt", "[UNK]\n[CLS]\n", "vocab.txt", "has no entry \"[SEP]\", which is the sep_token"),
    ("vocab.txt", "[UNK]\nfly\nfly\n", "vocab.txt", "the entry \"fly\" stands there twice"),
    ("tokenizer_config.json", #"{"do_lower_case": 1}"#, "tokenizer_config.json", "not true or false"),
    ("tokenizer_config.json", #"{"tokenizer_class": "Other"}"#, "tokenizer_config.json", "\"Other\" is not"),
    (
      "config.json", #"{"tokenizer_class": "BertJapaneseTokenizer"}"#, "config.json",
      "JapaneseTokenizer\" is not"
    ),
    ("tokenizer_config.json", #"{"word_tokenizer_type": "mecab"}"#, "tokenizer_config.json", "is \"mecab\""),
    (
      "tokenizer_config.json", #"{"subword_tokenizer_type": "character"}"#, "tokenizer_config.json",
      "is \"character\""
    ),
    ("tokenizer_config.json", #"{"do_basic_tokenize": false}"#, "tokenizer_config.json", "is false"),
    (
      "tokenizer_config.json", #"{"additional_special_tokens": "a"}"#, "tokenizer_config.json",
      "is not an array"
    ),
    (
      "tokenizer_config.json", #"{"added_tokens_decoder": {"x": {}}}"#, "tokenizer_config.json",
      "\"x\", which is no id"
    ),
  ])
  func wordPiece(_ name: String, _ text: String, _ file: String, _ mentions: String) throws {
    var files = ["vocab.txt": Self.words]
    #expect(try TokenizerFixture(files).refusal() == nil)
    files[name] = text
    let refusal = try refusal(files)
    #expect(refusal.file == file && refusal.reason.contains(mentions), "\(refusal)")
  }

  @Test func theClassOfTheTokenizerComesBeforeThatOfTheModel() throws {
    let files = [
      "vocab.txt": Self.words, "config.json": #"{"tokenizer_class": "BertJapaneseTokenizer"}"#,
      "tokenizer_config.json": #"""
      {"tokenizer_class": "BertTokenizer", "word_tokenizer_type": "basic", "subword_tokenizer_type": "wordpiece",
       "do_basic_tokenize": true}
      """#,
    ]
    #expect(try TokenizerFixture(files).refusal() == nil)
  }

  @Test func linesNotUTF8() throws {
    let fixture = try TokenizerFixture(["vocab.txt": Array("[UNK]\n".utf8) + [0xFF, 0x0A]])
    let refusal = try #require(fixture.refusal())
    #expect(refusal.offset == 6 && refusal.reason.contains("not UTF-8"))
  }
}
