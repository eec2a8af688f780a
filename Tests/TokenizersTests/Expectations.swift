import FoundationEssentials
import TestSupport
import Testing

/// What `Tests/Reference/expectations.py`, whose heading describes the files, wrote of one tokenizer and one kind of
/// texts.
struct Expectations: Sendable, CustomTestStringConvertible {
  static let kinds = ["corpus", "awkward", "scalars"]

  /// All that MANIFEST.tsv lists; empty where there is none.
  static let all: [Expectations] = {
    guard let folder = TestData.expectations,
      let manifest = try? String(contentsOfFile: folder + "/MANIFEST.tsv", encoding: .utf8)
    else { return [] }
    return manifest.split(separator: "\n").flatMap { line -> [Expectations] in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 2 + kinds.count else { return [] }
      return zip(kinds, fields[2...]).map { kind, count in
        Expectations(name: fields[0], source: fields[1], kind: kind, count: Int(count) ?? -1)
      }
    }
  }()

  var name: String
  /// The tokenizer's file or folder.
  var source: String
  var kind: String
  /// How many records the manifest promises.
  var count: Int

  var testDescription: String { "\(name), \(kind)" }

  func records() throws -> RecordReader {
    let path = (TestData.expectations ?? "") + "/\(name).\(kind)"
    return RecordReader(file: path, bytes: [UInt8](try Data(contentsOf: URL(filePath: path))))
  }
}

/// A text and the tokens that the library made of it.
struct ExpectedText: Sendable {
  struct Token: Sendable, Equatable {
    var id: Int32
    var start: Int32
    var end: Int32
    var special: Bool
  }

  var text: String
  var tokens: [Token]
}

/// Reads records one by one; a file that is not whole throws.
struct RecordReader {
  let file: String
  let bytes: [UInt8]
  private var position = 0

  init(file: String, bytes: [UInt8]) {
    self.file = file
    self.bytes = bytes
  }

  /// The next record; nil at the end of the file.
  mutating func next() throws -> ExpectedText? {
    guard position < bytes.count else { return nil }
    let text = try take(Int(integer()))
    guard let text = String(validating: text, as: UTF8.self) else { throw damage("a text is not UTF-8") }
    let count = try integer()
    var tokens: [ExpectedText.Token] = []
    for _ in 0..<count {
      let id = Int32(bitPattern: try integer())
      let range = try (Int32(clamping: integer()), Int32(clamping: integer()))
      let special = try take(1).first == 1
      tokens.append(.init(id: id, start: range.0, end: range.1, special: special))
    }
    return ExpectedText(text: text, tokens: tokens)
  }

  private mutating func integer() throws -> UInt32 {
    try take(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  private mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
    guard count <= bytes.count - position else { throw damage("the file ends within a record") }
    defer { position += count }
    return bytes[position..<position + count]
  }

  private func damage(_ reason: String) -> DamagedExpectations {
    DamagedExpectations(description: "\(file), byte \(position): \(reason)")
  }
}

struct DamagedExpectations: Error, CustomStringConvertible {
  var description: String
}
