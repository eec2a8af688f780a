extension JSONParser {
  /// Bytes of a key that is not ASCII. To hash or to compare Swift's strings orders their combining marks first, which
  /// takes the square of their number.
  private static var longestKey: Int { 64 }

  /// Reads an object whose `{` is next. `member` reads one value and says whether its key is new.
  mutating func object(
    depth: Int,
    member: (inout JSONParser, String, Int) throws(JSONParseError) -> Bool
  ) throws(JSONParseError) {
    try open(depth: depth)
    if take(UInt8(ascii: "}")) { return }
    repeat {
      skipSpace()
      let start = index
      guard peek() == UInt8(ascii: "\"") else { throw failure("expected a key in quotation marks") }
      let key = try string()
      guard key.utf8.count <= Self.longestKey || key.utf8.allSatisfy({ $0 < 0x80 }) else {
        throw JSONParseError(
          offset: start, reason: "a key beyond ASCII has more than \(Self.longestKey) bytes")
      }
      guard take(UInt8(ascii: ":")) else { throw failure("expected ':' after the key \(quoted(key))") }
      guard try member(&self, key, depth + 1) else {
        throw JSONParseError(offset: start, reason: "the key \(quoted(key)) is repeated")
      }
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw failure("expected ',' or '}'") }
  }

  /// Reads an array whose `[` is next.
  mutating func array(
    depth: Int,
    element: (inout JSONParser, Int) throws(JSONParseError) -> Void
  ) throws(JSONParseError) {
    try open(depth: depth)
    if take(UInt8(ascii: "]")) { return }
    repeat { try element(&self, depth + 1) } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw failure("expected ',' or ']'") }
  }

  private mutating func open(depth: Int) throws(JSONParseError) {
    guard depth < depthLimit else { throw failure("arrays and objects nest deeper than \(depthLimit)") }
    index += 1
  }

  mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONParseError) -> JSONValue {
    for offset in 0..<word.utf8CodeUnitCount {
      guard peek() == word.utf8Start[offset] else { throw failure("expected '\(word)'") }
      index += 1
    }
    return value
  }

  mutating func skipSpace() {
    while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
  }

  /// Passes over white space and then `byte`; false, having passed the space only, if something else is next.
  mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard peek() == byte else { return false }
    index += 1
    return true
  }

  func peek() -> UInt8? { index < bytes.count ? bytes[index] : nil }

  func failure(_ reason: String) -> JSONParseError {
    JSONParseError(offset: index, reason: index < bytes.count ? reason : reason + ", but the text ends")
  }
}
