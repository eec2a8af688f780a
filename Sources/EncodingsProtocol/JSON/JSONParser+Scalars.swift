extension JSONParser {
  /// Reads a string whose opening quotation mark is next.
  mutating func string() throws(JSONParseError) -> String {
    index += 1
    var unescaped: [UInt8] = []
    var start = index
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        let run = bytes[start..<index]
        index += 1
        if unescaped.isEmpty { return String(decoding: run, as: UTF8.self) }
        unescaped += run
        return String(decoding: unescaped, as: UTF8.self)
      case UInt8(ascii: "\\"):
        unescaped += bytes[start..<index]
        try escape(into: &unescaped)
        start = index
      case 0..<0x20: throw failure("a control character must be escaped in a string")
      default: index += 1
      }
    }
    throw failure("expected the string's closing quotation mark")
  }

  private mutating func escape(into unescaped: inout [UInt8]) throws(JSONParseError) {
    let start = index
    index += 1
    let letter = peek()
    index += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(letter ?? 0)
    case UInt8(ascii: "b"): unescaped.append(0x08)
    case UInt8(ascii: "f"): unescaped.append(0x0C)
    case UInt8(ascii: "n"): unescaped.append(0x0A)
    case UInt8(ascii: "r"): unescaped.append(0x0D)
    case UInt8(ascii: "t"): unescaped.append(0x09)
    case UInt8(ascii: "u"): unescaped += Array(String(try escapedScalar(from: start)).utf8)
    default: throw JSONParseError(offset: start, reason: "a backslash starts no escape that JSON knows")
    }
  }

  /// The scalar of `\uXXXX`, or of a surrogate pair of them; the hexadecimal digits are next.
  private mutating func escapedScalar(from start: Int) throws(JSONParseError) -> Character {
    let unit = try hexadecimal(from: start)
    if let scalar = Unicode.Scalar(unit) { return Character(scalar) }
    let lone = JSONParseError(offset: start, reason: "a surrogate escape must be one of a pair")
    guard unit < 0xDC00, peek() == UInt8(ascii: "\\") else { throw lone }
    index += 1
    guard peek() == UInt8(ascii: "u") else { throw lone }
    index += 1
    let low = try hexadecimal(from: start)
    guard (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
    else { throw lone }
    return Character(scalar)
  }

  private mutating func hexadecimal(from start: Int) throws(JSONParseError) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw JSONParseError(offset: start, reason: "\\u must be followed by four hexadecimal digits")
      }
      unit = unit << 4 | UInt16(digit)
      index += 1
    }
    return unit
  }

  mutating func number() throws(JSONParseError) -> JSONValue {
    let start = index
    _ = step(UInt8(ascii: "-"))
    guard step(UInt8(ascii: "0")) || digits() > 0 else {
      index = start
      throw failure("expected a value")
    }
    var whole = true
    if step(UInt8(ascii: ".")) {
      whole = false
      guard digits() > 0 else { throw failure("expected a digit after '.'") }
    }
    if step(UInt8(ascii: "e")) || step(UInt8(ascii: "E")) {
      whole = false
      _ = step(UInt8(ascii: "+")) || step(UInt8(ascii: "-"))
      guard digits() > 0 else { throw failure("expected a digit in the exponent") }
    }
    let spelling = String(decoding: bytes[start..<index], as: UTF8.self)
    if whole, let value = Int64(spelling) { return .integer(value) }
    // A spelling this long names no double that a shorter one does not, and costs time in proportion.
    guard index - start <= 1024, let value = Double(spelling), value.isFinite else {
      throw JSONParseError(offset: start, reason: "the number does not fit a double")
    }
    return .number(value)
  }

  private mutating func digits() -> Int {
    let start = index
    while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
    return index - start
  }

  private mutating func step(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    index += 1
    return true
  }
}
