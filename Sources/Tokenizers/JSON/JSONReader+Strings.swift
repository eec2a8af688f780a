extension JSONReader {
  /// Reads a string.
  mutating func string() throws(TokenizerError) -> String {
    var content: [UInt8] = []
    try string(appendingTo: &content)
    return String(decoding: content, as: UTF8.self)
  }

  /// Reads a key that is one of few words, and so can be compared with them and looked up: to compare or hash Swift's
  /// strings may take the square of their length.
  mutating func key() throws(TokenizerError) -> String {
    skipSpace()
    let start = position
    let key = try string()
    guard key.utf8.count <= JSONValue.longestWord else {
      throw TokenizerError(
        file: file, offset: start, reason: "a key has more than \(JSONValue.longestWord) bytes")
    }
    return key
  }

  /// Reads a string and appends it in UTF-8 to `content`.
  mutating func string(appendingTo content: inout [UInt8]) throws(TokenizerError) {
    skipSpace()
    guard current == UInt8(ascii: "\"") else { throw unexpected("a string") }
    position += 1
    while true {
      let start = position
      while position < bytes.count {
        let byte = bytes[position]
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
        content.append(byte)
        position += 1
      }
      switch current {
      case UInt8(ascii: "\""):
        position += 1
        return
      case UInt8(ascii: "\\"):
        try escape(appendingTo: &content)
      case nil:
        position = start
        throw error("the file ends within a string")
      default:
        throw error("a control character within a string")
      }
    }
  }

  private mutating func escape(appendingTo content: inout [UInt8]) throws(TokenizerError) {
    position += 1
    let letter = current
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(letter ?? 0)
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "f"): content.append(0x0C)
    case UInt8(ascii: "n"): content.append(0x0A)
    case UInt8(ascii: "r"): content.append(0x0D)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "u"): try scalar().forEachUTF8 { content.append($0) }
    default:
      position -= 1
      throw unexpected("an escape")
    }
  }

  /// The scalar that one or two \u escapes give.
  private mutating func scalar() throws(TokenizerError) -> UInt32 {
    let first = try fourDigits()
    guard first & 0xF800 == 0xD800 else { return first }
    guard first < 0xDC00, current == UInt8(ascii: "\\") else { throw error("a lone surrogate") }
    position += 1
    guard current == UInt8(ascii: "u") else { throw error("a lone surrogate") }
    position += 1
    let second = try fourDigits()
    guard second & 0xFC00 == 0xDC00 else { throw error("a lone surrogate") }
    return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
  }

  private mutating func fourDigits() throws(TokenizerError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = current, let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
        throw unexpected("a hexadecimal digit")
      }
      value = value << 4 | UInt32(truncatingIfNeeded: digit)
      position += 1
    }
    return value
  }
}

extension [UInt8] {
  /// Where these bytes stop being UTF-8; nil where they never do.
  func firstInvalidUTF8() -> Int? {
    if String(validating: self, as: UTF8.self) != nil { return nil }
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = makeIterator()
    var offset = 0
    while case .valid(let scalar) = parser.parseScalar(from: &iterator) { offset += scalar.count }
    return offset
  }
}
