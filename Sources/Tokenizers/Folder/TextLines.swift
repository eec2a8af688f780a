/// The lines of a UTF-8 text file, without their ends: a line feed, a carriage return, or both.
struct TextLines {
  struct Line {
    var bytes: ArraySlice<UInt8>
    /// Where in the file the line starts.
    var offset: Int
  }

  private let bytes: [UInt8]
  private var position = 0

  init(file: String, bytes: [UInt8]) throws(TokenizerError) {
    if let offset = bytes.firstInvalidUTF8() {
      throw TokenizerError(file: file, offset: offset, reason: "not UTF-8; the file is damaged")
    }
    self.bytes = bytes
  }

  /// The next line; nil at the end, where a last line end opens no further line.
  mutating func next() -> Line? {
    guard position < bytes.count else { return nil }
    let start = position
    while position < bytes.count, bytes[position] != 0x0A, bytes[position] != 0x0D { position += 1 }
    let line = Line(bytes: bytes[start..<position], offset: start)
    if position + 1 < bytes.count, bytes[position] == 0x0D, bytes[position + 1] == 0x0A { position += 1 }
    position += 1
    return line
  }
}
