/// Reads vocab.json and merges.txt as RoBERTa's and GPT-2's tokenizer classes do.
struct ByteLevelFolder {
  static let vocabularyName = "vocab.json"
  static let mergesName = "merges.txt"

  private let folder: String
  private let settings: SpecialTokenSettings

  init(folder: String) throws(TokenizerError) {
    self.folder = folder
    settings = try SpecialTokenSettings(folder: folder)
  }

  func read(vocabulary bytes: [UInt8]) throws(TokenizerError) -> TokenizerDefinition {
    let path = "\(folder)/\(ByteLevelFolder.vocabularyName)"
    var reader = try JSONReader(file: path, bytes: bytes)
    let vocabulary = try Vocabulary(try reader.vocabulary())
    try reader.end()
    guard vocabulary.count > 0 else { throw TokenizerError(file: path, reason: "is empty") }
    let model = BytePairModel(
      vocabulary: vocabulary, merges: try MergeTable(try merges(), vocabulary), isByteLevel: true,
      unknownID: nil,
      fusesUnknown: false, ignoresMerges: false)
    let addsPrefixSpace = try settings.flag("add_prefix_space", or: false)
    var definition = TokenizerDefinition(file: path, model: .bytePair(model))
    definition.preTokenizers = [.byteLevel(addsPrefixSpace: addsPrefixSpace, usesPattern: true)]
    definition.spellsBytes = true
    if try isRoberta(vocabulary) {
      if try settings.flag("trim_offsets", or: true) { definition.postProcessor.trims = [addsPrefixSpace] }
      let tokens = SpecialTokens(settings: settings, vocabulary: vocabulary, file: path)
      definition.addedTokens = try tokens.entries([
        ("bos_token", "<s>"), ("eos_token", "</s>"), ("unk_token", "<unk>"), ("sep_token", "</s>"),
        ("pad_token", "<pad>"), ("cls_token", "<s>"), ("mask_token", "<mask>"),
      ])
      definition.postProcessor.before = [try tokens.id("cls_token", "<s>")]
      definition.postProcessor.behind = [try tokens.id("sep_token", "</s>")]
    } else {
      let tokens = SpecialTokens(settings: settings, vocabulary: vocabulary, file: path)
      definition.addedTokens = try tokens.entries([
        ("unk_token", "<|endoftext|>"), ("bos_token", "<|endoftext|>"), ("eos_token", "<|endoftext|>"),
      ])
    }
    return definition
  }

  /// Whether the folder is RoBERTa's kind, by its class or else by its special tokens.
  private func isRoberta(_ vocabulary: Vocabulary) throws(TokenizerError) -> Bool {
    let hasTokens = vocabulary.id(of: "<s>") != nil && vocabulary.id(of: "</s>") != nil
    guard let (name, place) = try settings.className() else { return hasTokens }
    switch name.replacingSuffix("TokenizerFast", with: "Tokenizer") {
    case "RobertaTokenizer", "BartTokenizer", "LongformerTokenizer": return true
    case "GPT2Tokenizer": return false
    case "PreTrainedTokenizer", "TokenizersBackend": return hasTokens
    default:
      throw place.unsupported(
        "the tokenizer_class \"\(name)\" is not supported with vocab.json and merges.txt")
    }
  }

  private func merges() throws(TokenizerError) -> MergeList {
    let path = "\(folder)/\(ByteLevelFolder.mergesName)"
    guard let bytes = try FileBytes.read(path) else {
      throw TokenizerError(file: path, reason: "is missing, but there is a vocab.json, which needs it")
    }
    var list = MergeList(file: path)
    var lines = try TextLines(file: path, bytes: bytes)
    while let line = lines.next() {
      if line.bytes.isEmpty || line.bytes.starts(with: "#version".utf8) { continue }
      let start = list.spellings.count
      list.spellings.append(contentsOf: line.bytes)
      try list.addLine(from: start, fileOffset: line.offset)
    }
    return list
  }
}

extension String {
  fileprivate func replacingSuffix(_ suffix: String, with other: String) -> String {
    hasSuffix(suffix) ? dropLast(suffix.count) + other : self
  }
}
