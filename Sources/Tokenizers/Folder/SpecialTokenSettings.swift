/// What tokenizer_config.json, special_tokens_map.json and added_tokens.json, none of which need be there, say beside
/// a bare vocabulary; and config.json, of the class that it is read with.
struct SpecialTokenSettings {
  private let model: JSONValue?
  private let config: JSONValue?
  private let map: JSONValue?
  private let added: JSONValue?

  init(folder: String) throws(TokenizerError) {
    model = try SpecialTokenSettings.file("\(folder)/config.json")
    config = try SpecialTokenSettings.file("\(folder)/tokenizer_config.json")
    map = try SpecialTokenSettings.file("\(folder)/special_tokens_map.json")
    added = try SpecialTokenSettings.file("\(folder)/added_tokens.json")
  }

  private static func file(_ path: String) throws(TokenizerError) -> JSONValue? {
    guard let bytes = try FileBytes.read(path) else { return nil }
    let value = try JSONReader.value(file: path, bytes: bytes)
    _ = try value.object("the file")
    return value
  }

  /// The class that the model's authors load it with, such as "RobertaTokenizerFast", and where it is named.
  func className() throws(TokenizerError) -> (name: String, place: JSONValue)? {
    guard let value = config?["tokenizer_class"] ?? model?["tokenizer_class"] else { return nil }
    return (try value.word("tokenizer_class"), value)
  }

  /// Refuses a setting that has any other value than those given.
  func require(_ key: String, _ names: [String]) throws(TokenizerError) {
    guard let value = config?[key] else { return }
    let name = try value.word(key)
    guard names.contains(name) else {
      throw value.unsupported("\(key) is \"\(name)\", which is not supported")
    }
  }

  /// Refuses a setting that is false.
  func requireTrue(_ key: String) throws(TokenizerError) {
    guard let value = config?[key], try !value.bool(key) else { return }
    throw value.unsupported("\(key) is false, which is not supported")
  }

  func flag(_ key: String, or fallback: Bool) throws(TokenizerError) -> Bool {
    try config?.flag(key, of: "the file", or: fallback) ?? fallback
  }

  /// What the files say of special tokens under `key`.
  private func special(_ key: String) -> JSONValue? { config?[key] ?? map?[key] }

  /// The special token that goes by `key`, such as "mask_token", or `fallback` where no file names one.
  func token(_ key: String, or fallback: AddedToken, file: String) throws(TokenizerError) -> AddedTokenEntry {
    guard let value = special(key) else { return AddedTokenEntry(token: fallback, file: file) }
    var token = fallback
    if case .string(let content) = value.kind {
      // A bare name says nothing of flags: the usual token keeps its usual ones, another has none.
      if !content.utf8.elementsEqual(fallback.content.utf8) { token = AddedToken(content: content, id: -1) }
    } else {
      token = try SpecialTokenSettings.token(value, key)
    }
    return AddedTokenEntry(token: token, file: value.file, offset: value.offset)
  }

  /// Special tokens without a role of their own, in the order in which they are named.
  func additional() throws(TokenizerError) -> [AddedTokenEntry] {
    let key = "additional_special_tokens"
    guard let value = special(key) else { return [] }
    var entries: [AddedTokenEntry] = []
    for element in try value.array(key) {
      var token: AddedToken
      if case .string(let content) = element.kind {
        token = AddedToken(content: content, id: -1)
      } else {
        token = try SpecialTokenSettings.token(element, key)
      }
      entries.append(AddedTokenEntry(token: token, file: element.file, offset: element.offset))
    }
    return entries
  }

  /// Tokens beside the special ones, in order of their ids.
  func others() throws(TokenizerError) -> [AddedTokenEntry] {
    var entries: [AddedTokenEntry] = []
    var known: Set<[UInt8]> = []
    if let decoder = config?["added_tokens_decoder"] {
      for (key, value) in try decoder.object("added_tokens_decoder") {
        guard let id = Int32(key), id >= 0, id <= Vocabulary.highestSupportedID else {
          throw value.error("added_tokens_decoder has the key \"\(key)\", which is no id")
        }
        var token = try SpecialTokenSettings.token(value, "added_tokens_decoder")
        token.id = id
        known.insert(Array(token.content.utf8))
        entries.append(AddedTokenEntry(token: token, file: value.file, offset: value.offset))
      }
    }
    if let added {
      let named = named
      for (content, value) in try added.object("the file") {
        guard known.insert(Array(content.utf8)).inserted else { continue }
        var token = AddedToken(content: content, id: try value.tokenID("the id of \"\(content)\""))
        // As transformers reads the file: what no other calls special is looked for as the normaliser makes it.
        token.isNormalized = !named.contains(Array(content.utf8))
        entries.append(AddedTokenEntry(token: token, file: added.file, offset: value.offset))
      }
    }
    return entries.sorted { $0.token.id < $1.token.id }
  }

  private static let roles = ["bos", "eos", "unk", "sep", "pad", "cls", "mask"].map { "\($0)_token" }

  /// The contents of the tokens that some file gives a role, or calls special without one.
  private var named: Set<[UInt8]> {
    let keys = SpecialTokenSettings.roles + ["additional_special_tokens"]
    let values = keys.flatMap { key -> [JSONValue] in
      guard let value = special(key) else { return [] }
      if case .array(let elements) = value.kind { return elements }
      return [value]
    }
    return Set(
      values.compactMap { value in
        if case .string(let content) = (value["content"] ?? value).kind { Array(content.utf8) } else { nil }
      })
  }

  private static func token(_ value: JSONValue, _ name: String) throws(TokenizerError) -> AddedToken {
    var token = AddedToken(content: try value.required("content", of: name).string("\(name).content"), id: -1)
    token.isSingleWord = try value.flag("single_word", of: name, or: false)
    token.stripsLeft = try value.flag("lstrip", of: name, or: false)
    token.stripsRight = try value.flag("rstrip", of: name, or: false)
    // Left unsaid, special tokens are looked for as they are, others as the normaliser makes them.
    let isSpecial = try value.flag("special", of: name, or: true)
    token.isNormalized = try value.flag("normalized", of: name, or: !isSpecial)
    return token
  }
}
