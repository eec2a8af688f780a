/// A strict reader of JSON text (RFC 8259) for messages from outside.
///
/// Beyond the grammar it refuses what two readers could understand differently or what could exhaust one:
/// nesting deeper than the limit, a repeated key, invalid UTF-8, an unpaired surrogate, a number that is
/// infinite as a double. It recurses at most as deep as the limit.
public struct JSONParser {
  let bytes: [UInt8]
  var index = 0
  let depthLimit: Int

  /// The value of a whole text.
  public static func parse(
    _ bytes: [UInt8], depthLimit: Int = EncodingsProtocol.depthLimit
  ) throws(JSONParseError) -> JSONValue {
    var parser = try JSONParser(bytes, depthLimit: depthLimit)
    let value = try parser.value(depth: 0)
    try parser.end()
    return value
  }

  /// Where each member of an outermost object lies, so that a reader may keep a value's own bytes. The whole text
  /// is checked as `parse` checks it, but no tree is built; keys repeated inside members go unnoticed.
  public static func members(
    of bytes: [UInt8], depthLimit: Int = EncodingsProtocol.depthLimit
  ) throws(JSONParseError) -> [String: Range<Int>] {
    var parser = try JSONParser(bytes, depthLimit: depthLimit)
    var ranges: [String: Range<Int>] = [:]
    parser.skipSpace()
    guard parser.peek() == UInt8(ascii: "{") else { throw parser.failure("expected an object") }
    try parser.object(depth: 0) { parser, key, depth throws(JSONParseError) in
      parser.skipSpace()
      let start = parser.index
      try parser.skip(depth: depth)
      return ranges.updateValue(start..<parser.index, forKey: key) == nil
    }
    try parser.end()
    return ranges
  }

  private init(_ bytes: [UInt8], depthLimit: Int) throws(JSONParseError) {
    if let offset = firstInvalidUTF8Offset(in: bytes) {
      throw JSONParseError(offset: offset, reason: "the text is not valid UTF-8")
    }
    self.bytes = bytes
    self.depthLimit = depthLimit
  }

  private mutating func value(depth: Int) throws(JSONParseError) -> JSONValue {
    skipSpace()
    switch peek() {
    case UInt8(ascii: "{"):
      var members: [String: JSONValue] = [:]
      try object(depth: depth) { parser, key, depth throws(JSONParseError) in
        members.updateValue(try parser.value(depth: depth), forKey: key) == nil
      }
      return .object(members)
    case UInt8(ascii: "["):
      var elements: [JSONValue] = []
      try array(depth: depth) { parser, depth throws(JSONParseError) in
        elements.append(try parser.value(depth: depth))
      }
      return .array(elements)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    default: return try number()
    }
  }

  /// Checks a value and passes over it.
  private mutating func skip(depth: Int) throws(JSONParseError) {
    skipSpace()
    switch peek() {
    case UInt8(ascii: "{"):
      try object(depth: depth) { parser, _, depth throws(JSONParseError) in
        try parser.skip(depth: depth)
        return true
      }
    case UInt8(ascii: "["):
      try array(depth: depth) { parser, depth throws(JSONParseError) in try parser.skip(depth: depth) }
    default: _ = try value(depth: depth)
    }
  }

  private mutating func end() throws(JSONParseError) {
    skipSpace()
    guard index == bytes.count else { throw failure("there is more text after the value") }
  }
}
