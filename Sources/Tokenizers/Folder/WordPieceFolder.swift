/// Reads vocab.txt as BERT's tokenizer class does.
struct WordPieceFolder {
  static let vocabularyName = "vocab.txt"

  private let folder: String
  private let settings: SpecialTokenSettings

  init(folder: String) throws(TokenizerError) {
    self.folder = folder
    settings = try SpecialTokenSettings(folder: folder)
  }

  func read(vocabulary bytes: [UInt8]) throws(TokenizerError) -> TokenizerDefinition {
    try checkClass()
    let path = "\(folder)/\(WordPieceFolder.vocabularyName)"
    let vocabulary = try Vocabulary(try entries(path, bytes))
    let tokens = SpecialTokens(settings: settings, vocabulary: vocabulary, file: path)
    let model = WordPieceModel(
      vocabulary: vocabulary, unknownID: try tokens.id("unk_token", "[UNK]"),
      continuingPrefix: Array("##".utf8),
      longestWord: 100)
    let lowercases = try settings.flag("do_lower_case", or: true)
    var definition = TokenizerDefinition(file: path, model: .wordPiece(model))
    definition.normalizers = [
      .bert(
        BertNormalizer(
          cleansText: true, separatesIdeographs: try settings.flag("tokenize_chinese_chars", or: true),
          stripsAccents: try settings.flag("strip_accents", or: lowercases), lowercases: lowercases))
    ]
    definition.preTokenizers = PreTokenizerStep.bert
    definition.addedTokens = try tokens.entries([
      ("pad_token", "[PAD]"), ("unk_token", "[UNK]"), ("cls_token", "[CLS]"), ("sep_token", "[SEP]"),
      ("mask_token", "[MASK]"),
    ])
    definition.postProcessor.before = [try tokens.id("cls_token", "[CLS]")]
    definition.postProcessor.behind = [try tokens.id("sep_token", "[SEP]")]
    definition.continuingPrefix = "##"
    return definition
  }

  /// A line is an entry, its number the id.
  private func entries(_ path: String, _ bytes: [UInt8]) throws(TokenizerError) -> VocabularyBuilder {
    var builder = VocabularyBuilder(file: path)
    var lines = try TextLines(file: path, bytes: bytes)
    while let line = lines.next() {
      let start = builder.spellings.count
      builder.spellings.append(contentsOf: line.bytes)
      try builder.add(
        from: start, id: Int32(truncatingIfNeeded: builder.entries.count), fileOffset: line.offset)
    }
    return builder
  }

  private func checkClass() throws(TokenizerError) {
    // What BERT's Japanese relatives cut words with.
    try settings.require("word_tokenizer_type", ["basic"])
    try settings.require("subword_tokenizer_type", ["wordpiece"])
    try settings.requireTrue("do_basic_tokenize")
    guard let (name, place) = try settings.className() else { return }
    if ["PreTrainedTokenizer", "PreTrainedTokenizerFast", "TokenizersBackend"].contains(name) { return }
    guard WordPieceFolder.classes.contains(name) else {
      throw place.unsupported("the tokenizer_class \"\(name)\" is not supported with vocab.txt")
    }
  }

  /// The classes that read a vocab.txt as BERT's does.
  private static let classes = Set(
    ["Bert", "DistilBert", "Electra", "MobileBert"].flatMap { ["\($0)Tokenizer", "\($0)TokenizerFast"] })
}
