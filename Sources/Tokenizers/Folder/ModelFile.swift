/// The `model` of tokenizer.json. Its members may stand in any order, so they are all read before any is understood.
struct ModelFile {
  private let file: String
  private let offset: Int
  private var vocabulary: VocabularyBuilder?
  private var merges: MergeList?
  private var members: [String: JSONValue] = [:]

  init(_ reader: inout JSONReader) throws(TokenizerError) {
    reader.skipSpace()
    var found = ModelFile(file: reader.file, offset: reader.position)
    try reader.forEachMember { (reader) throws(TokenizerError) in
      let start = reader.position
      let key = try reader.key()
      try reader.expect(UInt8(ascii: ":"))
      reader.skipSpace()
      let isSecond =
        switch key {
        case "vocab" where found.vocabulary != nil, "merges" where found.merges != nil: true
        default: found.members[key] != nil
        }
      guard !isSecond else {
        throw TokenizerError(
          file: reader.file, offset: start, reason: "the key \"\(key)\" stands there twice")
      }
      switch (key, reader.current) {
      case ("vocab", UInt8(ascii: "{")): found.vocabulary = try reader.vocabulary()
      case ("merges", UInt8(ascii: "[")): found.merges = try reader.merges()
      default: found.members[key] = try reader.value()
      }
    }
    self = found
  }

  private init(file: String, offset: Int) {
    self.file = file
    self.offset = offset
  }

  private func error(_ reason: String) -> TokenizerError {
    TokenizerError(file: file, offset: offset, reason: reason)
  }

  /// The model; `isByteLevel` if the pre-tokenizer turns words into bytes.
  func model(isByteLevel: Bool) throws(TokenizerError) -> Model {
    switch try type() {
    case "BPE": return .bytePair(try bytePair(isByteLevel: isByteLevel))
    case "WordPiece":
      guard !isByteLevel else {
        throw error("the model WordPiece with the pre-tokenizer ByteLevel is not supported")
      }
      return .wordPiece(try wordPiece())
    case let type: throw error("the model \"\(type)\" is not supported; BPE and WordPiece are")
    }
  }

  /// The model's type; files of old versions leave it out, and only a byte-pair model has merges.
  private func type() throws(TokenizerError) -> String {
    if let type = members["type"] { return try type.word("model.type") }
    if merges != nil { return "BPE" }
    if members["continuing_subword_prefix"] != nil, members["max_input_chars_per_word"] != nil {
      return "WordPiece"
    }
    throw error("model has no \"type\"")
  }

  private func entries() throws(TokenizerError) -> Vocabulary {
    guard let vocabulary else { throw error("model has no object \"vocab\"") }
    guard !vocabulary.entries.isEmpty else { throw error("model.vocab is empty") }
    return try Vocabulary(vocabulary)
  }

  private func bytePair(isByteLevel: Bool) throws(TokenizerError) -> BytePairModel {
    guard let merges else { throw error("model has no array \"merges\"") }
    for key in ["continuing_subword_prefix", "end_of_word_suffix"] {
      if let value = members[key], !value.isNull, try !value.string("model.\(key)").isEmpty {
        throw value.error("a byte-pair model with \(key) is not supported")
      }
    }
    if try flag("byte_fallback") { throw error("a byte-pair model with byte_fallback is not supported") }
    if let dropout = members["dropout"] {
      switch dropout.kind {
      case .null, .integer(0), .fraction(0): break
      default: throw dropout.error("a byte-pair model with dropout is not supported")
      }
    }
    let vocabulary = try entries()
    let unknown = try members["unk_token"].flatMap { (value) throws(TokenizerError) in
      value.isNull ? nil : try value.string("model.unk_token")
    }
    let model = BytePairModel(
      vocabulary: vocabulary, merges: try MergeTable(merges, vocabulary), isByteLevel: isByteLevel,
      unknownID: unknown.flatMap(vocabulary.id(of:)), fusesUnknown: try flag("fuse_unk"),
      ignoresMerges: try flag("ignore_merges"))
    if let unknown, model.unknownID == nil, !isByteLevel || !model.coversAllBytes {
      throw error("model.unk_token \"\(unknown)\" is no entry of the vocabulary")
    }
    return model
  }

  private func wordPiece() throws(TokenizerError) -> WordPieceModel {
    let unknown = try required("unk_token").string("model.unk_token")
    let prefix = try required("continuing_subword_prefix").string("model.continuing_subword_prefix")
    let limit = try required("max_input_chars_per_word")
    guard let longestWord = try? limit.integer("model.max_input_chars_per_word"), longestWord >= 0 else {
      throw limit.error("model.max_input_chars_per_word is not a number of characters")
    }
    let vocabulary = try entries()
    guard let unknownID = vocabulary.id(of: unknown) else {
      throw error("model.unk_token \"\(unknown)\" is no entry of the vocabulary")
    }
    return WordPieceModel(
      vocabulary: vocabulary, unknownID: unknownID, continuingPrefix: Array(prefix.utf8),
      longestWord: longestWord)
  }

  private func required(_ key: String) throws(TokenizerError) -> JSONValue {
    guard let value = members[key], !value.isNull else { throw error("model has no \"\(key)\"") }
    return value
  }

  private func flag(_ key: String) throws(TokenizerError) -> Bool {
    guard let value = members[key], !value.isNull else { return false }
    return try value.bool("model.\(key)")
  }
}
