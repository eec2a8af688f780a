import EncodingsProtocol
import TestSupport
import FoundationEssentials
import Testing

@Suite("JSON from outside")
struct JSONParserTests {
  @Test(
    "accepts RFC 8259 and nothing of it is lost",
    arguments: [
      (#"null"#, JSONValue.null), (" \t\r\n true ", .bool(true)), ("false", .bool(false)),
      ("0", 0), ("-0", 0), ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
      ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1.0", .number(1)), ("1e2", .number(100)),
      ("-1.5E-3", .number(-0.0015)), ("5e-324", .number(.leastNonzeroMagnitude)), ("1e-400", .number(0)),
      (#""""#, ""), (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{C}\n\r\t"),
      (#""\u0041\u00e9\ud83d\ude00""#, "Aé😀"),
      (#""\u0000""#, "\0"), ("\"\u{7F}é😀\u{10FFFF}\"", "\u{7F}é😀\u{10FFFF}"),
      ("[]", .array([])), ("[1,[2,[]],\"x\"]", .array([1, .array([2, .array([])]), "x"])),
      ("{}", .object([:])),
      (#"{"a" : {"b":[null]} , "":1}"#, .object(["a": .object(["b": [.null]]), "": 1])),
    ])
  func accepts(text: String, value: JSONValue) throws {
    #expect(try JSONParser.parse(Array(text.utf8)) == value)
  }

  @Test(
    "refuses the rest and says where",
    arguments: [
      ("", 0, "the text ends"), ("  ", 2, "expected a value"), ("nul", 3, "'null'"), ("nulL", 3, "'null'"),
      ("01", 1, "more text"), ("+1", 0, "expected a value"), ("-", 0, "expected a value"), ("1.", 2, "digit"),
      (".5", 0, "expected a value"), ("1e", 2, "exponent"), ("1e+", 3, "exponent"),
      ("NaN", 0, "expected a value"),
      ("Infinity", 0, "expected a value"), ("1e999", 0, "double"), ("-1e999", 0, "double"),
      ("0x10", 1, "more text"),
      ("\"", 1, "closing"), ("\"a\nb\"", 2, "control"), ("\"\0\"", 1, "control"), (#""\x41""#, 1, "escape"),
      (#""\u12""#, 1, "hexadecimal"), (#""\u12"#, 1, "hexadecimal"), (#""\ud800""#, 1, "surrogate"),
      (#""\udc00""#, 1, "surrogate"), (#""\ud800\u0041""#, 1, "surrogate"),
      (#""\ud800\ud800""#, 1, "surrogate"),
      (#""\"#, 1, "escape"), ("[", 1, "the text ends"), ("[1", 2, "',' or ']'"),
      ("[1,]", 3, "expected a value"),
      ("[1 2]", 3, "',' or ']'"), ("{", 1, "key"), ("{1:2}", 1, "key"), (#"{"a"}"#, 4, "':'"),
      (#"{"a":}"#, 5, "expected a value"), (#"{"a":1,}"#, 7, "key"), (#"{"a":1,"a":2}"#, 7, "repeated"),
      (#"{"a":1,"\u0061":2}"#, 7, "repeated"), (#"{"b":{"a":1,"a":1}}"#, 12, "repeated"),
      ("1 2", 2, "more text"),
      ("'a'", 0, "expected a value"), ("\u{FEFF}1", 0, "expected a value"),
      ("// x\n1", 0, "expected a value"),
    ])
  func refuses(text: String, offset: Int, reason: String) throws {
    let error = try #require(throws: JSONParseError.self) { try JSONParser.parse(Array(text.utf8)) }
    #expect(error.offset == offset)
    #expect(error.reason.contains(reason), "\(error)")
  }

  @Test("bounds nesting, whatever nests", arguments: ["[", #"{"a":"#, #"[{"a":"#])
  func boundsDepth(opening: String) throws {
    let hostile = Array(String(repeating: opening, count: 100_000).utf8)
    let error = try #require(throws: JSONParseError.self) { try JSONParser.parse(hostile) }
    #expect(error.reason.contains("deeper than 64"))
    #expect(throws: JSONParseError.self) {
      try JSONParser.members(of: Array(#"{"result":"#.utf8) + hostile)
    }
  }

  @Test("bounds keys that are costly to compare")
  func keys() throws {
    let ascii = String(repeating: "k", count: 100_000)
    #expect(try JSONParser.parse(Array("{\"\(ascii)\":1}".utf8))[ascii] == 1)
    let marks = String(repeating: "\u{301}", count: 32)
    #expect(try JSONParser.parse(Array("{\"\(marks)\":1}".utf8))[marks] == 1)
    // However it is spelt.
    #expect(
      try JSONParser.parse(
        Array(#"{"\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301":1}"#.utf8))
        != .null)
    for text in ["{\"\(marks)k\":1}", "[{\"a\":{\"\(marks)k\":1}}]"] {
      let error = try #require(throws: JSONParseError.self) { try JSONParser.parse(Array(text.utf8)) }
      #expect(error.reason.contains("more than 64 bytes"))
    }
  }

  @Test("takes exactly the depth it says")
  func takesDepth() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    _ = try JSONParser.parse(nested(EncodingsProtocol.depthLimit))
    #expect(throws: JSONParseError.self) { try JSONParser.parse(nested(EncodingsProtocol.depthLimit + 1)) }
  }

  @Test("gives each member of an object its own bytes")
  func members() throws {
    let text = Array(#" { "id" : 7 , "result": {"b":[1, 2],"a":"}"} } "#.utf8)
    let ranges = try JSONParser.members(of: text)
    #expect(
      ranges.mapValues { String(decoding: text[$0], as: UTF8.self) } == [
        "id": "7", "result": #"{"b":[1, 2],"a":"}"}"#,
      ])
    #expect(throws: JSONParseError.self) { try JSONParser.members(of: Array("[1]".utf8)) }
    #expect(throws: JSONParseError.self) { try JSONParser.members(of: Array(#"{"a":1,"a":2}"#.utf8)) }
    #expect(throws: JSONParseError.self) { try JSONParser.members(of: Array(#"{"a":1} x"#.utf8)) }
  }

  @Test("reads what it writes, and what Foundation writes of it")
  func roundTrip() throws {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<2_000 {
      let value = random.value(depth: 5)
      #expect(try JSONParser.parse(value.json()) == value)
      let foundation = Array(try JSONEncoder().encode([value]))
      #expect(try JSONParser.parse(foundation).byAmount == JSONValue.array([value]).byAmount)
      #expect(
        try JSONDecoder().decode([JSONValue].self, from: Data(JSONValue.array([value]).json())).count == 1)
    }
  }

  @Test("a mangled text is refused or is JSON to Foundation too; nothing traps")
  func mangled() throws {
    var random = SeededGenerator(seed: 2)
    var accepted = 0
    for _ in 0..<5_000 {
      var bytes = random.value(depth: 4).json()
      for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &random)
        case 1: bytes.remove(at: index)
        default: bytes.insert(Array("\"\\{}[]:,0e-.u".utf8).randomElement(using: &random) ?? 0, at: index)
        }
      }
      guard let value = try? JSONParser.parse(bytes) else { continue }
      accepted += 1
      #expect(throws: Never.self) { try JSONDecoder().decode(JSONValue.self, from: Data(bytes)) }
      #expect(try JSONParser.parse(value.json()) == value)
    }
    #expect(accepted > 100)
  }
}

extension SeededGenerator {
  mutating func value(depth: Int) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &self) {
    case 0: return .null
    case 1: return .bool(.random(using: &self))
    case 2: return .integer(.random(in: -1000...1000, using: &self))
    case 3: return .integer(Int64(bitPattern: next()))
    case 4: return .number(Double(float()) + 0.5)
    case 5: return .string(string())
    case 6: return .array((0..<Int.random(in: 0..<4, using: &self)).map { _ in value(depth: depth - 1) })
    default:
      let pairs = (0..<Int.random(in: 0..<4, using: &self)).map { _ in (string(), value(depth: depth - 1)) }
      return .object(Dictionary(pairs) { first, _ in first })
    }
  }
}

extension JSONValue {
  /// Whole doubles as integers: Foundation leaves the fraction of some of them out.
  fileprivate var byAmount: JSONValue {
    switch self {
    case .number(let value): Int64(exactly: value).map { .integer($0) } ?? self
    case .array(let elements): .array(elements.map(\.byAmount))
    case .object(let members): .object(members.mapValues(\.byAmount))
    default: self
    }
  }
}
