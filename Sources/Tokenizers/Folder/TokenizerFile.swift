/// Reads tokenizer.json.
enum TokenizerFile {
  static let name = "tokenizer.json"

  static func read(_ path: String, _ bytes: [UInt8]) throws(TokenizerError) -> TokenizerDefinition {
    var reader = try JSONReader(file: path, bytes: bytes)
    var members: [String: JSONValue] = [:]
    var model: ModelFile?
    try reader.forEachMember { (reader) throws(TokenizerError) in
      let offset = reader.position
      let key = try reader.key()
      try reader.expect(UInt8(ascii: ":"))
      guard members[key] == nil, key != "model" || model == nil else {
        throw TokenizerError(file: path, offset: offset, reason: "the key \"\(key)\" stands there twice")
      }
      if key == "model" {
        model = try ModelFile(&reader)
      } else {
        members[key] = try reader.value()
      }
    }
    try reader.end()
    guard let model else { throw TokenizerError(file: path, reason: "has no \"model\"; it is no tokenizer") }
    if let version = members["version"], try version.word("version") != "1.0" {
      throw version.error("version is not \"1.0\"")
    }
    return try definition(path, members.compactMapValues { $0.isNull ? nil : $0 }, model)
  }

  private static func definition(
    _ path: String, _ members: [String: JSONValue], _ file: ModelFile
  ) throws(TokenizerError) -> TokenizerDefinition {
    let normalizers = try members["normalizer"].map(NormalizerStep.steps) ?? []
    let preTokenizers = try members["pre_tokenizer"].map(PreTokenizerStep.steps) ?? []
    let isByteLevel = preTokenizers.contains { if case .byteLevel = $0 { true } else { false } }
    let model = try file.model(isByteLevel: isByteLevel)
    var definition = TokenizerDefinition(file: path, model: model)
    definition.normalizers = normalizers
    definition.preTokenizers = preTokenizers
    definition.spellsBytes = isByteLevel
    if case .wordPiece(let wordPiece) = model {
      definition.continuingPrefix = String(decoding: wordPiece.continuingPrefix, as: UTF8.self)
    }
    if let value = members["added_tokens"] {
      for element in try value.array("added_tokens") {
        definition.addedTokens.append(try AddedTokenEntry(element, name: "added_tokens"))
      }
    }
    if let value = members["post_processor"] {
      definition.postProcessor = try PostProcessorReader(definition).read(value)
    }
    return definition
  }
}

extension AddedTokenEntry {
  /// An element of tokenizer.json's `added_tokens`.
  init(_ value: JSONValue, name: String) throws(TokenizerError) {
    let content = try value.required("content", of: name).string("\(name).content")
    var token = AddedToken(content: content, id: try value.required("id", of: name).tokenID("\(name).id"))
    token.isSingleWord = try value.flag("single_word", of: name)
    token.stripsLeft = try value.flag("lstrip", of: name)
    token.stripsRight = try value.flag("rstrip", of: name)
    token.isNormalized = try value.flag("normalized", of: name)
    self.init(token: token, file: value.file, offset: value.offset)
  }
}

extension JSONValue {
  var isNull: Bool {
    if case .null = kind { return true }
    return false
  }

  /// The elements of a Sequence, wherever Sequences stand in one another; one element where this is none.
  func flattened(_ name: String, elements key: String) throws(TokenizerError) -> [JSONValue] {
    guard try required("type", of: name).word("\(name).type") == "Sequence" else { return [self] }
    var result: [JSONValue] = []
    for element in try required(key, of: name).array("\(name).\(key)") {
      result += try element.flattened(name, elements: key)
    }
    return result
  }
}
