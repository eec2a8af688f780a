import TestSupport

/// Texts of words, spaces and scalars from everywhere, the same at every run. None spells a special token.
struct RandomTexts {
  private var random: SeededGenerator
  private let alphabet: [Unicode.Scalar]?

  /// Of `alphabet` alone where one is given.
  init(seed: UInt64, alphabet: [Unicode.Scalar]? = nil) {
    random = SeededGenerator(seed: seed)
    self.alphabet = alphabet
  }

  private static let words = [
    "time", "flies", "The", "arrow", "don't", "'s", "42", "...", "naïve", "e\u{301}\u{323}", "中文", "👩‍🚀", " ",
    "  ", "\n",
    "\u{3000}", "İ", "ﬁ", "각", "\u{1112}\u{1161}\u{11AB}",
  ]

  mutating func next() -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...24, using: &random) {
      if let alphabet {
        text.append(alphabet.randomElement(using: &random) ?? " ")
      } else if Bool.random(using: &random) {
        text.append(contentsOf: (Self.words.randomElement(using: &random) ?? "").unicodeScalars)
        if Bool.random(using: &random) { text.append(" ") }
      } else {
        text.append(scalar())
      }
    }
    return String(text)
  }

  /// Any scalar but "<" and "["; half of them below U+3000, where most rules are.
  private mutating func scalar() -> Unicode.Scalar {
    let highest: UInt32 = Bool.random(using: &random) ? 0x3000 : 0x10FFFF
    let found = Unicode.Scalar(UInt32.random(in: 0...highest, using: &random)) ?? "x"
    return found == "<" || found == "[" ? "x" : found
  }
}

/// GPT-2's letters for bytes, by their definition: printable Latin-1 stands for itself, and the other bytes, in
/// order, are U+0100 and on.
enum ByteAlphabet {
  private static let byte: [Unicode.Scalar: UInt8] = {
    let isPrintable = { (byte: UInt8) in
      (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || byte >= 0xAE
    }
    let others = (UInt8.min...UInt8.max).filter { !isPrintable($0) }
    var result: [Unicode.Scalar: UInt8] = [:]
    for byte in UInt8.min...UInt8.max where isPrintable(byte) { result[Unicode.Scalar(byte)] = byte }
    for (place, byte) in others.enumerated() {
      if let scalar = Unicode.Scalar(0x100 + UInt32(place)) { result[scalar] = byte }
    }
    return result
  }()

  /// The bytes that a spelling stands for; nil where it is none.
  static func bytes(_ spelling: String) -> [UInt8]? {
    let bytes = spelling.unicodeScalars.compactMap { byte[$0] }
    return bytes.count == spelling.unicodeScalars.count ? bytes : nil
  }
}
