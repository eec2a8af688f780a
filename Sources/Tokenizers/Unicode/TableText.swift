/// Reads the numbers of a generated table: base 36 in lower case; anything else ends one.
struct TableText {
  private let text: [UInt8]
  private var position = 0

  init(_ text: String) {
    self.text = Array(text.utf8)
  }

  /// Passes over the spaces and line breaks between entries.
  mutating func skipSpace() {
    while position < text.count, text[position] <= 0x20 { position += 1 }
  }

  /// The next byte, taken; nil at the end.
  mutating func next() -> UInt8? {
    guard position < text.count else { return nil }
    defer { position += 1 }
    return text[position]
  }

  /// The number that stands here; nil where no digit does.
  mutating func number() -> UInt32? {
    var value: UInt32?
    while position < text.count {
      let digit: UInt8
      switch text[position] {
      case let byte where byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"): digit = byte &- 0x30
      case let byte where byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z"): digit = byte &- 0x57
      default: return value
      }
      position += 1
      value = (value ?? 0) &* 36 &+ UInt32(digit)
    }
    return value
  }

  /// Whether the byte here is `byte`, which is then taken.
  mutating func take(_ byte: UInt8) -> Bool {
    guard position < text.count, text[position] == byte else { return false }
    position += 1
    return true
  }
}
