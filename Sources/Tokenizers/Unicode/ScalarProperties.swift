/// What a Unicode scalar is, as the `tokenizers` library sees it.
struct ScalarProperties: OptionSet, Sendable {
  let rawValue: UInt16

  /// `\p{L}` of the byte-level pre-tokenizer's regular expression.
  static let letter = ScalarProperties(rawValue: 1 << 0)
  /// `\p{N}` of the same.
  static let number = ScalarProperties(rawValue: 1 << 1)
  /// White space, of which the library has one notion everywhere.
  static let whitespace = ScalarProperties(rawValue: 1 << 2)
  /// `\w` around added tokens and in the Whitespace pre-tokenizer.
  static let word = ScalarProperties(rawValue: 1 << 3)
  /// What the Digits pre-tokenizer cuts off.
  static let numeric = ScalarProperties(rawValue: 1 << 4)
  /// What BERT's cleaning removes: control, format, private and unassigned scalars, U+0000 and U+FFFD.
  static let control = ScalarProperties(rawValue: 1 << 5)
  /// Punctuation as BERT cuts it off, ASCII symbols among it.
  static let punctuation = ScalarProperties(rawValue: 1 << 6)
  /// A nonspacing mark, which BERT removes with the accents.
  static let nonspacing = ScalarProperties(rawValue: 1 << 7)
  /// A combining mark, which StripAccents removes.
  static let combining = ScalarProperties(rawValue: 1 << 8)
  /// What BERT puts spaces around: most CJK ideographs.
  static let ideograph = ScalarProperties(rawValue: 1 << 9)

  static let letterNumberOrWhitespace: ScalarProperties = [.letter, .number, .whitespace]
}

/// The properties of all scalars in two stages: a page for every 256 scalars, pages alike stored once.
struct PropertyPages: Sendable {
  static let shared = PropertyPages()

  private var pages: [UInt16] = []
  private var properties: [UInt16] = []

  /// The properties of a scalar value; nothing for a number that is no scalar.
  @inline(__always)
  subscript(scalar: UInt32) -> ScalarProperties {
    let page = Int(scalar >> 8)
    guard page < pages.count else { return [] }
    return ScalarProperties(rawValue: properties[Int(pages[page]) << 8 | Int(scalar & 0xFF)])
  }

  private init() {
    pages.reserveCapacity(0x1100)
    var text = TableText(PropertyTable.text)
    var uniform: [UInt16: UInt16] = [:]
    var filled = 0
    while let capital = text.next() {
      let combination = Int(capital) - Int(UInt8(ascii: "A"))
      guard PropertyTable.combinations.indices.contains(combination) else { continue }
      let value = PropertyTable.combinations[combination]
      var left = Int(text.number() ?? 1)
      text.skipSpace()
      while left > 0 {
        if filled == 0, left >= 256 {
          if uniform[value] == nil {
            uniform[value] = UInt16(truncatingIfNeeded: properties.count >> 8)
            properties.append(contentsOf: repeatElement(value, count: 256))
          }
          pages.append(uniform[value] ?? 0)
          left -= 256
        } else {
          if filled == 0 { pages.append(UInt16(truncatingIfNeeded: properties.count >> 8)) }
          let count = min(left, 256 - filled)
          properties.append(contentsOf: repeatElement(value, count: count))
          filled = (filled + count) & 0xFF
          left -= count
        }
      }
    }
  }
}
