import Testing

/// A damage to a tokenizer.json and what must be said of it.
struct Damage: Sendable, CustomTestStringConvertible {
  var file: String
  /// Where in the file reading must stop; nil where the error names no place.
  var offset: Int?
  var mentions: String

  /// The file itself; `place` is the piece of it whose first byte must be named.
  init(_ file: String, at place: String?, _ mentions: String) {
    self.file = file
    offset = place.flatMap { $0.isEmpty ? 0 : file.byteOffset(of: $0) }
    self.mentions = mentions
  }

  /// A good file in which the first `piece` has become `other`.
  init(
    of file: String = TokenizerFixture.bytePair, _ piece: String, _ other: String, at place: String? = nil,
    _ mentions: String
  ) {
    let spoiled = file.replacingFirst(piece, with: other)
    self.init(spoiled == file ? "\(piece) is not in the file" : spoiled, at: place ?? other, mentions)
  }

  var testDescription: String { mentions }
}
