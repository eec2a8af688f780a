extension JSONReader {
  /// Reads one value of any kind.
  mutating func value() throws(TokenizerError) -> JSONValue {
    skipSpace()
    let start = position
    valueCount += 1
    guard valueCount <= JSONReader.valueLimit else {
      throw error("more than \(JSONReader.valueLimit) values")
    }
    let kind: JSONValue.Kind
    switch current {
    case UInt8(ascii: "{"): kind = .object(try object())
    case UInt8(ascii: "["): kind = .array(try array())
    case UInt8(ascii: "\""): kind = .string(try string())
    case UInt8(ascii: "t"): kind = try word("true", .bool(true))
    case UInt8(ascii: "f"): kind = try word("false", .bool(false))
    case UInt8(ascii: "n"): kind = try word("null", .null)
    default: kind = try number()
    }
    return JSONValue(file: file, offset: start, kind: kind)
  }

  private mutating func object() throws(TokenizerError) -> [(key: String, value: JSONValue)] {
    var members: [(key: String, value: JSONValue)] = []
    // Bytes, since Swift takes canonically equivalent strings for one.
    var keys: Set<[UInt8]> = []
    try forEachMember { (reader) throws(TokenizerError) in
      let start = reader.position
      let key = try reader.string()
      guard keys.insert(Array(key.utf8)).inserted else {
        throw TokenizerError(
          file: reader.file, offset: start, reason: "the key \"\(key)\" stands there twice")
      }
      try reader.expect(UInt8(ascii: ":"))
      members.append((key, try reader.value()))
    }
    return members
  }

  private mutating func array() throws(TokenizerError) -> [JSONValue] {
    var elements: [JSONValue] = []
    try forEachElement { (reader) throws(TokenizerError) in elements.append(try reader.value()) }
    return elements
  }

  private mutating func word(_ word: StaticString, _ kind: JSONValue.Kind) throws(TokenizerError)
    -> JSONValue.Kind
  {
    let end = position + word.utf8CodeUnitCount
    guard end <= bytes.count, "\(word)".utf8.elementsEqual(bytes[position..<end]) else {
      throw unexpected("a value")
    }
    position = end
    return kind
  }

  /// A number; an integer of this machine is kept exactly.
  mutating func number() throws(TokenizerError) -> JSONValue.Kind {
    let start = position
    if current == UInt8(ascii: "-") { position += 1 }
    let firstDigit = position
    try digits()
    if bytes[firstDigit] == UInt8(ascii: "0"), position > firstDigit + 1 {
      position = firstDigit
      throw error("a number starts with a needless 0")
    }
    var isInteger = true
    if current == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      try digits()
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      isInteger = false
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let value = Int(text) { return .integer(value) }
    return .fraction(Double(text) ?? .infinity)
  }

  private mutating func digits() throws(TokenizerError) {
    let start = position
    while let byte = current, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
    guard position > start else { throw unexpected("a value") }
  }
}
