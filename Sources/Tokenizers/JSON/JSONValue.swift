/// A value of a JSON file, with the place it was read from, so that whoever finds it wrong can say where.
struct JSONValue: Sendable {
  enum Kind: Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    /// A number that is no integer of this machine.
    case fraction(Double)
    case string(String)
    case array([JSONValue])
    case object([(key: String, value: JSONValue)])
  }

  /// Bytes of a string that is compared with others.
  static let longestWord = 256

  let file: String
  let offset: Int
  let kind: Kind

  /// The member of an object; nil where it is absent or null, or where this is no object.
  subscript(key: String) -> JSONValue? {
    guard case .object(let members) = kind,
      let member = members.first(where: { $0.key.utf8.elementsEqual(key.utf8) })?.value
    else {
      return nil
    }
    if case .null = member.kind { return nil }
    return member
  }

  func error(_ reason: String) -> TokenizerError {
    TokenizerError(file: file, offset: offset, reason: reason)
  }

  /// What a folder with a bare vocabulary asks for and does not get, for `reason`.
  func unsupported(_ reason: String) -> TokenizerError {
    error("\(reason); a tokenizer.json would say all that is needed")
  }

  /// The member of an object that must be there. `name` is what to call this value in an error.
  func required(_ key: String, of name: String) throws(TokenizerError) -> JSONValue {
    guard case .object = kind else { throw error("\(name) is not an object") }
    guard let member = self[key] else { throw error("\(name) has no \"\(key)\"") }
    return member
  }

  func string(_ name: String) throws(TokenizerError) -> String {
    guard case .string(let value) = kind else { throw error("\(name) is not a string") }
    return value
  }

  /// A string that is one of few words, and so can be compared with them: to compare Swift's strings may take the square
  /// of their length.
  func word(_ name: String) throws(TokenizerError) -> String {
    let word = try string(name)
    guard word.utf8.count <= JSONValue.longestWord else {
      throw error("\(name) has more than \(JSONValue.longestWord) bytes")
    }
    return word
  }

  func bool(_ name: String) throws(TokenizerError) -> Bool {
    guard case .bool(let value) = kind else { throw error("\(name) is not true or false") }
    return value
  }

  func array(_ name: String) throws(TokenizerError) -> [JSONValue] {
    guard case .array(let value) = kind else { throw error("\(name) is not an array") }
    return value
  }

  func object(_ name: String) throws(TokenizerError) -> [(key: String, value: JSONValue)] {
    guard case .object(let members) = kind else { throw error("\(name) is not an object") }
    return members
  }

  func integer(_ name: String) throws(TokenizerError) -> Int {
    guard case .integer(let value) = kind else { throw error("\(name) is not an integer") }
    return value
  }

  /// A token's id, which must be one that a vocabulary can have.
  func tokenID(_ name: String) throws(TokenizerError) -> Int32 {
    let value = try integer(name)
    guard (0...Vocabulary.highestSupportedID).contains(value) else {
      throw error("\(name) is \(value), which is no id: ids are 0 to \(Vocabulary.highestSupportedID)")
    }
    return Int32(truncatingIfNeeded: value)
  }

  /// A member that is true or false; `fallback` where it is absent or null, an error where there is no fallback.
  func flag(_ key: String, of name: String, or fallback: Bool? = nil) throws(TokenizerError) -> Bool {
    if let fallback, self[key] == nil { return fallback }
    return try required(key, of: name).bool("\(name).\(key)")
  }
}
