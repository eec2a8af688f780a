import TestSupport
import Testing
import Tokenizers

@Suite struct DamagedFileTests {
  static let model = #"{"type": "BPE""#

  static let shape: [Damage] = [
    Damage("", at: "", "ends where"),
    Damage("[]", at: "[", "\"[\" where \"{\" was expected"),
    Damage("{}", at: nil, "has no \"model\""),
    Damage(#"{"model": null}"#, at: "null", "where \"{\" was expected"),
    Damage("\u{FEFF}{}", at: "\u{FEFF}", "byte 239 where"),
    Damage(#""1.0""#, "2", at: "2,", "version is not a string"),
    Damage(#""1.0""#, #""2.0""#, "version is not \"1.0\""),
    Damage(#"{"model": {}}"#, at: "{}", "model has no \"type\""),
    Damage(
      #""version""#, #""model": {}, "version""#, at: #""model": {"type""#, "\"model\" stands there twice"),
    Damage(#""version": "1.0""#, #""padding": 1"#, at: #""padding": {"#, "\"padding\" stands there twice"),
    Damage(#""dropout": null"#, #""merges": []"#, at: #""merges": ["a b""#, "\"merges\" stands there twice"),
  ]

  static let parts: [Damage] = [
    Damage(#""BPE""#, #""Unigram""#, at: #"{"type": "Unigram""#, "the model \"Unigram\" is not supported"),
    Damage(#""type": "BPE", "#, #""type": 7, "#, at: "7, \"dropout\"", "model.type is not a string"),
    Damage(#""dropout": null"#, #""dropout": 0.1"#, at: "0.1", "with dropout"),
    Damage(#""dropout": null"#, #""byte_fallback": true"#, at: model, "with byte_fallback"),
    Damage(
      #""dropout": null"#, #""end_of_word_suffix": "</w>""#, at: #""</w>""#, "with end_of_word_suffix"),
    Damage(#""fuse_unk": false"#, #""fuse_unk": 0"#, at: "0,\n  \"vocab", "fuse_unk is not true or false"),
    Damage(#""unk_token": null"#, #""unk_token": "?""#, at: model, "\"?\" is no entry"),
    Damage(#""type": "NFC""#, #""type": "Replace""#, at: #"{"type": "Replace"#, "the normalizer \"Replace\""),
    Damage(
      #"{"type": "NFC"}"#, #"{"type": "Prepend", "prepend": ""}"#, at: #"{"type": "Prepend"#,
      "nothing to prepend"),
    Damage(#"{"type": "NFC"}"#, "3", at: "3, {", "normalizer is not an object"),
    Damage(#""type": "ByteLevel""#, #""type": "Metaspace""#, at: #"{"type": "Metaspace"#, "\"Metaspace\""),
    Damage(
      #""add_prefix_space": false, "trim_offsets": true, "use_regex": true"#, #""use_regex": true"#,
      at: #"{"type": "ByteLevel""#, "has no \"add_prefix_space\""),
    Damage(#""RobertaProcessing""#, #""Other""#, at: #"{"type": "Other""#, "the post-processor \"Other\""),
    Damage(#"["</s>", 1]"#, #"["</s>", 2]"#, at: #"2], "cls"#, "the id 2, but the vocabulary gives it 1"),
    Damage(#"["</s>", 1]"#, #"["</x>", 1]"#, at: #"1], "cls"#, "\"</x>\", which is no entry"),
    Damage(#"["</s>", 1]"#, #"["</s>"]"#, at: #"{"type": "RobertaP"#, "not a pair of spelling and id"),
    Damage(#"{"id": 8,"#, #"{"id": 9,"#, "has the id 9, but the vocabulary makes it 8"),
    Damage(#"{"id": 8,"#, #"{"id": -1,"#, at: "-1,", "ids are 0 to 16777215"),
    Damage(#"{"id": 8,"#, #"{"id": 1e3,"#, at: "1e3,", "is not an integer"),
    Damage(#""content": "<mask>""#, #""content": "<s>""#, at: #"{"id": 8"#, "\"<s>\" stands there twice"),
    Damage(#""content": "<mask>", "#, "", at: #"{"id": 8"#, "has no \"content\""),
  ]

  static let vocabulary: [Damage] = [
    Damage(#""a": 2"#, #""a": "2""#, at: #""2""#, "an entry's id is not an integer"),
    Damage(#""a": 2"#, #""a": 2.0"#, at: "2.0", "an entry's id is not an integer"),
    Damage(#""a": 2"#, #""a": 3"#, at: #""b": 3"#, "the entries \"a\" and \"b\" have one id, 3"),
    Damage(#""a": 2"#, #""a": 2, "\u0061": 9"#, at: #""\u0061""#, "the entry \"a\" stands there twice"),
    Damage(#""a": 2"#, #""a": 16777216"#, at: "16777216", "is 16777216, which is no id"),
    Damage(
      #""a": 2"#, #""a": 99999999999999999999999"#, at: "99999999999999999999999", "is not an integer"),
    Damage(#""a": 2"#, #""a": 02"#, at: "02", "needless 0"),
    Damage(#""a": 2"#, "2: 2", at: "2: 2", "where a string was expected"),
    Damage(#""vocab": {"#, #""vocab": [{"#, at: #": ["a b""#, "\":\" where \",\" was expected"),
    Damage(#""a": 2, "#, "", at: #""a b""#, "needs an entry that the vocabulary lacks"),
    Damage(#""a b""#, #""a""#, at: #""a", ["#, "\"a\" is not two entries"),
    Damage(#""a b""#, #""a b a""#, "\"a b a\" is not two entries"),
    Damage(#""a b""#, #""a c""#, "the merge of \"a\" and \"c\" needs an entry"),
    Damage(#""a b""#, #"["a"]"#, "not of two entries"),
    Damage(#""a b""#, #"["a", "b", "a"]"#, "not of two entries"),
    Damage(#""a b""#, #"["a", 1]"#, at: "1], [", "where a string was expected"),
    Damage(#""Ġa b""#, #""a b""#, at: "\"a b\"]", "the merge to \"ab\" stands there twice"),
    Damage(#""merges": ["#, #""merged": ["#, at: model, "no array \"merges\""),
  ]

  static let wordPiece: [Damage] = [
    ("\"unk_token\": \"[UNK]\", ", "", #"{"type": "WordPiece""#, "model has no \"unk_token\""),
    (#""[UNK]": 0, "#, "", #"{"type": "WordPiece""#, "\"[UNK]\" is no entry of the vocabulary"),
    (": 100", ": -1", "-1,", "not a number of characters"),
    (": 100", ": 1e2", "1e2,", "not a number of characters"),
    (#""BertPreTokenizer"}"#, #""Split"}"#, #"{"type": "Split""#, "the pre-tokenizer \"Split\""),
    (#""Isolated""#, #""Halved""#, #""Halved""#, "the split behaviour \"Halved\""),
    (
      #"{"type": "Digits", "individual_digits": true}"#, #"{"type": "ByteLevel", "add_prefix_space": true}"#,
      #"{"type": "ByteLevel""#, "only as the last"
    ),
    (#""id": "A""#, #""id": "B""#, #"{"id": "B""#, "asks for a second text"),
    (
      #"{"Sequence": {"id": "A", "type_id": 0}}"#, #"{"SpecialToken": {"id": "end"}}"#,
      #"{"type": "Template"#,
      "holds the text 0 times"
    ),
    (#""ids": [2, 2]"#, #""ids": [2]"#, #"{"id": "end", "ids""#, "not as many ids as tokens"),
    (#"{"SpecialToken": {"id": "end""#, #"{"SpecialToken": {"id": "E""#, #"{"[CLS]": {"#, "has no \"E\""),
  ].map { Damage(of: TokenizerFixture.wordPiece, $0.0, $0.1, at: $0.2, $0.3) }

  @Test(arguments: shape + parts + vocabulary + wordPiece) func says(_ damage: Damage) throws {
    let refusal = try #require(try TokenizerFixture(["tokenizer.json": damage.file]).refusal())
    #expect(refusal.file == "tokenizer.json")
    #expect(refusal.offset == damage.offset, "\(refusal)")
    #expect(refusal.reason.contains(damage.mentions), "\(refusal)")
  }

  /// Swift orders the combining marks of strings that it compares or looks up, which takes the square of their number:
  /// hours, of strings as long as these.
  @Test(.timeLimit(.minutes(2))) func stringsOfManyMarksCostNoMoreThanOthers() throws {
    let marks = String(repeating: "\u{301}\u{316}", count: 200_000)
    for (file, part, start, mentions) in [
      (TokenizerFixture.bytePair, #""version""#, "version", "a key has more than 256 bytes"),
      (TokenizerFixture.bytePair, #""dropout""#, "dropout", "a key has more than 256 bytes"),
      (TokenizerFixture.bytePair, #""1.0""#, "1", "version has more than 256 bytes"),
      (TokenizerFixture.wordPiece, #""id": "A"#, "id\": \"A", "id has more than 256 bytes"),
      (TokenizerFixture.wordPiece, #""Isolated""#, "Isolate", "behavior has more than 256 bytes"),
    ] {
      let damaged = file.replacingFirst(part, with: "\"\(start)\(marks)\(part.hasSuffix("\"") ? "\"" : "")")
      let refusal = try #require(try TokenizerFixture(["tokenizer.json": damaged]).refusal())
      #expect(refusal.reason.contains(mentions), "\(refusal.reason.prefix(200))")
    }
  }

  @Test func theGoodFilesOpen() throws {
    for file in [TokenizerFixture.bytePair, TokenizerFixture.wordPiece] {
      #expect(try TokenizerFixture(["tokenizer.json": file]).refusal() == nil)
    }
  }

  @Test func cutShortAnywhere() throws {
    for file in [TokenizerFixture.bytePair, TokenizerFixture.wordPiece] {
      let bytes = Array(file.utf8)
      let fixture = try TokenizerFixture()
      for count in bytes.indices {
        try fixture.directory.write(bytes[..<count], to: "tokenizer.json")
        let refusal = try #require(fixture.refusal())
        #expect(refusal.offset.map { $0 <= count } == true, "\(refusal)")
        #expect(refusal.reason.contains("the file"), "\(refusal)")
      }
    }
  }

  @Test(arguments: [
    #"{"type": "BertProcessing", "sep": ["[SEP]", 2], "cls": ["[CLS]", 1]}"#,
    #"""
    {"type": "TemplateProcessing", "special_tokens": {"s": {"id": "s", "ids": [2], "tokens": ["[SEP]"]}},
     "single": [{"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "s", "type_id": 0}}]}
    """#,
  ])
  func whatAddsTokensBehindATemplate(_ processor: String) throws {
    let file = TokenizerFixture.wordPiece
      .replacingFirst(
        #""post_processor": {"#, with: #""post_processor": {"type": "Sequence", "processors": [{"#
      )
      .replacingFirst(#""[SEP]"]}}},"#, with: #""[SEP]"]}}}, \#(processor)]},"#)
    let refusal = try #require(try TokenizerFixture(["tokenizer.json": file]).refusal())
    #expect(refusal.reason.contains("adds tokens behind a template"), "\(refusal)")
    #expect(refusal.offset == file.byteOffset(of: processor))
    // Before it, it is what Sequences are for.
    let other = TokenizerFixture.wordPiece
      .replacingFirst(
        #""post_processor": {"#,
        with: #""post_processor": {"type": "Sequence", "processors": [\#(processor), {"#
      )
      .replacingFirst(#""[SEP]"]}}},"#, with: #""[SEP]"]}}}]},"#)
    let isTemplate = processor.contains("Template")
    #expect((try TokenizerFixture(["tokenizer.json": other]).refusal() == nil) == !isTemplate)
  }

  @Test func aTemplateThatNeverEnds() throws {
    let ids = String(repeating: "2, ", count: 2000) + "2]"
    let tokens = String(repeating: #""[SEP]", "#, count: 2000) + #""[SEP]"]"#
    let file = TokenizerFixture.wordPiece.replacingFirst("2, 2]", with: ids)
      .replacingFirst(#""[SEP]", "[SEP]"]"#, with: tokens)
    let refusal = try #require(try TokenizerFixture(["tokenizer.json": file]).refusal())
    #expect(refusal.reason.contains("puts more than 1024 tokens around the text"), "\(refusal)")
  }

  @Test(arguments: [
    ([0x80], 1), ([0xC3], 1), ([0xC0, 0x80], 1), ([0xED, 0xA0, 0x80], 1), ([0xF4, 0x90, 0x80, 0x80], 1),
    ([0x41, 0xE2, 0x82], 2), ([0xC4, 0xA0, 0xFF], 3),
  ])
  func notUTF8(_ bytes: [UInt8], _ offset: Int) throws {
    let refusal = try #require(try TokenizerFixture(["tokenizer.json": [0x7B] + bytes]).refusal())
    #expect(refusal.offset == offset && refusal.reason.contains("not UTF-8"), "\(refusal)")
  }
}
