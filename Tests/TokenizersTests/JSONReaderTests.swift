import FoundationEssentials
import TestSupport
import Testing

@testable import Tokenizers

/// The reader of the folder's JSON files on text that is none, or barely.
@Suite struct JSONReaderTests {
  private func read(_ text: String) throws(TokenizerError) -> JSONValue {
    try JSONReader.value(file: "file", bytes: Array(text.utf8))
  }

  @Test(arguments: [
    ("", 0), (" ", 1), ("[1,]", 3), ("[1 2]", 3), ("{\"a\":1,}", 7), ("{a:1}", 1), ("{\"a\" 1}", 5),
    ("{\"a\":}", 5), ("[", 1), ("{", 1), ("]", 0), ("1 2", 2), ("tru", 0), ("True", 0), ("nul", 0),
    ("NaN", 0),
    ("-", 1), ("+1", 0), ("01", 0), ("-01", 1), (".5", 0), ("1.", 2), ("1.e1", 2), ("1e", 2), ("1e+", 3),
    ("0x10", 1), ("'a'", 0), ("\"a", 1), ("\"\\", 2), ("\"\\x\"", 2), ("\"\\u12\"", 5), ("\"\\u12", 5),
    ("\"\\uD800\"", 7), ("\"\\uDC00\"", 7), ("\"\\uD800\\n\"", 8), ("\"\\uD800\\u0041\"", 13),
    ("\"a\nb\"", 2),
    ("\"\u{0}\"", 1), ("// 1", 0), ("{\"a\":1,\"\\u0061\":2}", 7), ("\u{FEFF}1", 0), ("1\u{0}", 1),
    ("\u{A0}1", 0),
  ])
  func refuses(_ text: String, _ offset: Int) throws {
    let error = try #require(throws: TokenizerError.self) { try read(text) }
    #expect(error.offset == offset && error.file == "file", "\(error)")
  }

  @Test func takesWhatIsValid() throws {
    let array = try read("\t[ 0 , -0, 9223372036854775807 ,1e2, -1.5E-1,\r\n9223372036854775808,1e999]")
      .array("")
    let integers = array.prefix(3).map { try? $0.integer("") }
    #expect(integers == [0, 0, .max])
    #expect(throws: TokenizerError.self) { try array[5].integer("an integer too large") }
    let text = try read(#""\"\\\/\b\f\n\r\t\u0041\u00e9\u4e2d\ud83d\ude00\u0000é""#).string("")
    #expect(text == "\"\\/\u{8}\u{C}\n\r\tAé中😀\u{0}é")
    #expect(try read("{}").object("").isEmpty && read("[]").array("").isEmpty)
  }

  @Test(arguments: ["[", "{\"a\":", "[{\"a\":"]) func boundsItsDepth(_ opening: String) throws {
    let error = try #require(throws: TokenizerError.self) {
      try read(String(repeating: opening, count: 200_000))
    }
    #expect(error.reason.contains("nested deeper than 64"))
  }

  @Test func boundsItsValues() throws {
    let error = try #require(throws: TokenizerError.self) {
      try read("[" + String(repeating: "0,", count: JSONReader.valueLimit) + "0]")
    }
    #expect(error.reason.contains("more than 1048576 values"))
  }

  @Test func takesKeysForTwoThatOnlyLookAlike() throws {
    let members = try read("{\"\u{E9}\":1,\"e\u{301}\":2}")
    #expect(try members.required("e\u{301}", of: "").integer("") == 2)
    #expect(try members.required("\u{E9}", of: "").integer("") == 1)
    #expect(members["E\u{301}"] == nil)
  }

  @Test func takesExactlyItsDepth() throws {
    let nested = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(throws: Never.self) { try read(nested(JSONReader.depthLimit)) }
    #expect(throws: TokenizerError.self) { try read(nested(JSONReader.depthLimit + 1)) }
    // What is closed again does not count.
    #expect(throws: Never.self) { try read("[" + String(repeating: "[],", count: 1000) + "[]]") }
  }

  /// What this reader takes Foundation takes too, whatever becomes of the bytes.
  @Test(arguments: UInt64(0)..<4) func isNoLaxerThanFoundation(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let good = Array(TokenizerFixture.wordPiece.utf8)
    var taken = 0
    for _ in 0..<1500 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[index] = .random(in: 0...255, using: &random)
        case 1: bytes.remove(at: index)
        default: bytes.insert(Array("\"\\{}[]:,0e-.u \n".utf8).randomElement(using: &random) ?? 0, at: index)
        }
      }
      do throws(TokenizerError) {
        _ = try JSONReader.value(file: "file", bytes: bytes)
      } catch {
        #expect(error.offset.map { 0...bytes.count ~= $0 } == true && !error.reason.isEmpty)
        continue
      }
      taken += 1
      #expect(throws: Never.self) { try JSONDecoder().decode(Anything.self, from: Data(bytes)) }
    }
    #expect(taken > 50)
  }

  private struct Anything: Decodable {
    init(from decoder: any Decoder) throws {}
  }
}
