/// A strict reader of one JSON text (RFC 8259) of a file that is not to be trusted.
///
/// Foundation's decoder lets a doubled key pass and does not say where in the bytes a value stands; a header whose
/// readers disagree about a doubled name is the classic way to smuggle one past a check. Depth and the number of
/// values are bounded, so neither the stack nor the heap follows the file's wishes.
struct JSONReader {
  struct Failure: Error {
    /// Byte in the text.
    var offset: Int
    /// What is there, to be read after "is not valid JSON: ".
    var reason: String
  }

  static let deepest = 32
  static let mostValues = 1 << 20
  /// Bytes of a key. To hash Swift's strings orders their combining marks first, which takes the square of their number.
  static let longestKey = 1024

  private let bytes: [UInt8]
  private var position = 0
  private var valueCount = 0

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  static func read(_ bytes: [UInt8]) throws(Failure) -> JSONValue {
    var reader = JSONReader(bytes)
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.next == nil else { throw reader.failure("more follows the first value") }
    return value
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func failure(_ reason: String) -> Failure {
    Failure(offset: position, reason: next == nil ? "it ends too early" : reason)
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func skip(_ byte: Character) -> Bool {
    guard next == byte.asciiValue else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(Failure) -> JSONValue {
    skipSpace()
    guard depth <= Self.deepest else { throw failure("nested deeper than \(Self.deepest)") }
    valueCount += 1
    guard valueCount <= Self.mostValues else { throw failure("more than \(Self.mostValues) values") }
    let start = position
    let content: JSONValue.Content
    switch next.map({ Character(Unicode.Scalar($0)) }) {
    case "{": content = .object(try object(depth: depth))
    case "[": content = .array(try array(depth: depth))
    case "\"": content = .string(try string())
    case "t": content = try word("true", .boolean(true))
    case "f": content = try word("false", .boolean(false))
    case "n": content = try word("null", .null)
    case "-", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9": content = .number(try number())
    default: throw failure("no value here")
    }
    return JSONValue(content: content, offset: start)
  }

  private mutating func object(depth: Int) throws(Failure) -> [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    position += 1
    skipSpace()
    if skip("}") { return members }
    repeat {
      skipSpace()
      let start = position
      guard next == 0x22 else { throw failure("no key here") }
      let key = try string()
      guard key.utf8.count <= Self.longestKey else {
        throw Failure(offset: start, reason: "a key of more than \(Self.longestKey) bytes")
      }
      skipSpace()
      guard skip(":") else { throw failure("no colon after a key") }
      let value = try value(depth: depth + 1)
      guard members.updateValue(value, forKey: key) == nil else {
        throw Failure(offset: start, reason: "the key \(key.quoted) is given twice")
      }
      skipSpace()
    } while skip(",")
    guard skip("}") else { throw failure("neither a comma nor the end of an object") }
    return members
  }

  private mutating func array(depth: Int) throws(Failure) -> [JSONValue] {
    var elements: [JSONValue] = []
    position += 1
    skipSpace()
    if skip("]") { return elements }
    repeat {
      elements.append(try value(depth: depth + 1))
      skipSpace()
    } while skip(",")
    guard skip("]") else { throw failure("neither a comma nor the end of an array") }
    return elements
  }

  private mutating func word(
    _ word: String, _ content: JSONValue.Content
  ) throws(Failure) -> JSONValue.Content {
    guard bytes[position...].starts(with: word.utf8) else { throw failure("no value here") }
    position += word.utf8.count
    return content
  }
}

// MARK: - Numbers and strings

extension JSONReader {
  private mutating func digits() throws(Failure) {
    guard let first = next, isDigit(first) else { throw failure("no digit where a number needs one") }
    while let byte = next, isDigit(byte) { position += 1 }
  }

  private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private mutating func number() throws(Failure) -> String {
    let start = position
    _ = skip("-")
    if skip("0") {
      guard next.map(isDigit) != true else { throw failure("a number with a leading zero") }
    } else {
      try digits()
    }
    if skip(".") { try digits() }
    if skip("e") || skip("E") {
      if !skip("+") { _ = skip("-") }
      try digits()
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func string() throws(Failure) -> String {
    var text: [UInt8] = []
    position += 1
    let start = position
    while let byte = next {
      switch byte {
      case 0x22:
        position += 1
        guard let valid = String(validating: text, as: UTF8.self) else {
          throw Failure(offset: start, reason: "a string that is not UTF-8")
        }
        return valid
      case 0x5C:
        text.append(contentsOf: String(Character(try escape())).utf8)
      case 0..<0x20:
        throw failure("a control character in a string")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw failure("")
  }

  private mutating func escape() throws(Failure) -> Unicode.Scalar {
    let start = position
    position += 1
    guard let byte = next else { throw failure("") }
    position += 1
    switch Character(Unicode.Scalar(byte)) {
    case "\"", "\\", "/": return Unicode.Scalar(byte)
    case "b": return "\u{8}"
    case "f": return "\u{C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u": return try unicodeEscape(from: start)
    default: throw Failure(offset: start, reason: "an unknown escape")
    }
  }

  private mutating func unicodeEscape(from start: Int) throws(Failure) -> Unicode.Scalar {
    let first = try codeUnit()
    if let scalar = Unicode.Scalar(first) { return scalar }
    // Not a scalar of its own: the upper half of a pair, or nothing.
    guard UTF16.isLeadSurrogate(first), skip("\\"), skip("u") else {
      throw Failure(offset: start, reason: "half a surrogate pair")
    }
    let second = try codeUnit()
    guard UTF16.isTrailSurrogate(second) else {
      throw Failure(offset: start, reason: "half a surrogate pair")
    }
    return UTF16.decode(UTF16.EncodedScalar([first, second]))
  }

  private mutating func codeUnit() throws(Failure) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure("an escape without its four hexadecimal digits")
      }
      unit = unit << 4 | UInt16(digit)
      position += 1
    }
    return unit
  }
}
