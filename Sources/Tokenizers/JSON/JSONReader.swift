/// Reads JSON (RFC 8259) strictly and in one pass: no trailing commas, no comments, no duplicate keys, no lone
/// surrogates, a bounded depth. A vocabulary of 50,000 entries is read member by member, without a value for each.
struct JSONReader {
  /// How deep arrays and objects may stand in one another; real files need 8 or so.
  static let depthLimit = 64

  /// How many values are kept; those of vocabularies and merges are not among them, and beside them files have
  /// thousands.
  static let valueLimit = 1 << 20

  let file: String
  let bytes: [UInt8]
  var position = 0
  var depth = 0
  var valueCount = 0

  /// A reader of a whole file, whose bytes must be UTF-8.
  init(file: String, bytes: [UInt8]) throws(TokenizerError) {
    if let offset = bytes.firstInvalidUTF8() {
      throw TokenizerError(file: file, offset: offset, reason: "not UTF-8; the file is damaged")
    }
    self.file = file
    self.bytes = bytes
  }

  /// The one value that a whole file holds.
  static func value(file: String, bytes: [UInt8]) throws(TokenizerError) -> JSONValue {
    var reader = try JSONReader(file: file, bytes: bytes)
    let value = try reader.value()
    try reader.end()
    return value
  }

  func error(_ reason: String) -> TokenizerError {
    TokenizerError(file: file, offset: position, reason: "not JSON: \(reason); the file is damaged")
  }

  /// Nothing but space may follow.
  mutating func end() throws(TokenizerError) {
    skipSpace()
    guard position == bytes.count else { throw error("something follows the value") }
  }

  /// The next byte, left where it is; nil at the end of the file.
  @inline(__always)
  var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  @inline(__always)
  mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  /// Takes `byte`, which must come next, space or not.
  mutating func expect(_ byte: UInt8) throws(TokenizerError) {
    skipSpace()
    guard current == byte else { throw unexpected("\"\(Character(UnicodeScalar(byte)))\"") }
    position += 1
  }

  func unexpected(_ expected: String) -> TokenizerError {
    guard let current else { return error("the file ends where \(expected) was expected") }
    let found =
      current > 0x20 && current < 0x7F ? "\"\(Character(UnicodeScalar(current)))\"" : "byte \(current)"
    return error("\(found) where \(expected) was expected")
  }

  /// Calls `body` before each element of an array, which `body` must read.
  mutating func forEachElement(
    _ body: (inout JSONReader) throws(TokenizerError) -> Void
  ) throws(TokenizerError) {
    try descend(from: UInt8(ascii: "["), to: UInt8(ascii: "]"), body)
  }

  /// Calls `body` before each member of an object; `body` must read its key, `expect` a colon, and read its value.
  mutating func forEachMember(
    _ body: (inout JSONReader) throws(TokenizerError) -> Void
  ) throws(TokenizerError) {
    try descend(from: UInt8(ascii: "{"), to: UInt8(ascii: "}"), body)
  }

  private mutating func descend(
    from opening: UInt8, to closing: UInt8, _ body: (inout JSONReader) throws(TokenizerError) -> Void
  ) throws(TokenizerError) {
    try expect(opening)
    depth += 1
    guard depth <= JSONReader.depthLimit else { throw error("nested deeper than \(JSONReader.depthLimit)") }
    skipSpace()
    if current == closing {
      position += 1
    } else {
      while true {
        skipSpace()
        try body(&self)
        skipSpace()
        if current == closing { break }
        try expect(UInt8(ascii: ","))
      }
      position += 1
    }
    depth -= 1
  }
}
