import FoundationEssentials
import TestSupport
import Testing
import Tokenizers

/// Ids, offsets and the special flag of every token, against what the `tokenizers` library made of the same texts.
///
/// The flag means the same on both sides: the token was put around the text. A special token that a text spells out
/// has it on neither.
@Suite struct LibraryTests {
  static let enabled = TestData.expectations != nil
  static let reason: Comment = "ENCODINGS_EXPECTATIONS names no folder"

  @Test(.enabled(if: enabled, reason), arguments: Expectations.all)
  func agrees(_ expectations: Expectations) throws {
    let folder = try TokenizerSource(expectations.source)
    let tokenizer = try Tokenizer(folder: folder.path)
    var reader = try expectations.records()
    var mismatches: [Mismatch] = []
    var texts = 0
    var tokens = 0
    var differing = 0
    while let expected = try reader.next() {
      let encoding = tokenizer.encode(expected.text, limit: nil)
      texts += 1
      tokens += expected.tokens.count
      if let mismatch = Mismatch(expected, encoding, tokenizer) {
        differing += 1
        if mismatches.count < 3 { mismatches.append(mismatch) }
      }
    }
    print("\(expectations.testDescription): \(texts) texts, \(tokens) tokens compared, \(differing) differ")
    #expect(texts == expectations.count, "the manifest promises other than the file holds")
    for mismatch in mismatches { Issue.record("\(mismatch)") }
  }

  /// Without this, a manifest that cannot be read would leave nothing to compare.
  @Test(.enabled(if: enabled, reason))
  func theManifestIsWhole() throws {
    let names = Set(Expectations.all.map(\.name))
    let models = try FileManager.default.contentsOfDirectory(
      atPath: RepositoryRoot.file("Tests/Reference/models"))
    #expect(names.isSuperset(of: models), "of the models \(models) only \(names)")
    #expect(!models.isEmpty && Expectations.all.allSatisfy { $0.count >= 0 })
    for expectations in Expectations.all where expectations.kind == "awkward" {
      #expect(expectations.count > 5000, "\(expectations)")
    }
  }
}

/// A folder from which `Tokenizer` reads what the manifest names: its folder, or one with vocab.txt alone where a
/// tokenizer.json beside it would be preferred.
private struct TokenizerSource {
  let path: String
  private var temporary: TemporaryDirectory?

  init(_ source: String) throws {
    let folder = source.lastIndex(of: "/").map { String(source[..<$0]) } ?? "."
    if source.hasSuffix("/tokenizer.json") {
      path = folder
    } else if source.hasSuffix("/vocab.txt") {
      let alone = try TemporaryDirectory()
      for name in ["vocab.txt", "tokenizer_config.json"] {
        try FileManager.default.createSymbolicLink(
          atPath: alone(name), withDestinationPath: "\(folder)/\(name)")
      }
      path = alone.path
      temporary = alone
    } else {
      path = source
    }
  }
}
