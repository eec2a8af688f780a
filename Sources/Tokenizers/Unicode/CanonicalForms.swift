/// Decomposition, canonical order and composition, as the `tokenizers` library's Unicode version has them.
struct CanonicalForms: Sendable {
  static let shared = CanonicalForms()

  private let canonical = ScalarMap(CanonicalTable.text)
  private let compatibility = ScalarMap(CompatibilityTable.text)
  private let combiningClasses = ScalarMap(CombiningClassTable.text)
  private let composites: [UInt64: UInt32]

  private init() {
    var composites: [UInt64: UInt32] = [:]
    var text = TableText(CompositionTable.text)
    var first: UInt32 = 0
    while let distance = text.number() {
      first &+= distance
      _ = text.take(UInt8(ascii: ","))
      let second = text.number() ?? 0
      _ = text.take(UInt8(ascii: ","))
      composites[UInt64(first) << 32 | UInt64(second)] = text.number()
      text.skipSpace()
    }
    self.composites = composites
  }

  /// The scalars below this are their own decompositions and starters (U+00A0 is the first with any decomposition).
  static let firstOfInterest: UInt32 = 0xA0

  func combiningClass(of scalar: UInt32) -> UInt32 {
    scalar < 0x300 ? 0 : combiningClasses[scalar]?.first ?? 0
  }

  /// Calls `body` with each scalar of the full decomposition.
  func decompose(_ scalar: UInt32, compatible: Bool, _ body: (UInt32) -> Void) {
    if scalar < CanonicalForms.firstOfInterest {
      body(scalar)
    } else if let syllable = Hangul.decompose(scalar) {
      body(syllable.leading)
      body(syllable.vowel)
      if let trailing = syllable.trailing { body(trailing) }
    } else if let parts = (compatible ? compatibility[scalar] : nil) ?? canonical[scalar] {
      for part in parts { body(part) }
    } else {
      body(scalar)
    }
  }

  /// The one scalar that two compose to.
  func compose(_ first: UInt32, _ second: UInt32) -> UInt32? {
    Hangul.compose(first, second) ?? composites[UInt64(first) << 32 | UInt64(second)]
  }
}

/// Hangul syllables, whose decompositions are computed (Unicode Standard, section 3.12).
private enum Hangul {
  static func decompose(_ scalar: UInt32) -> (leading: UInt32, vowel: UInt32, trailing: UInt32?)? {
    guard scalar >= 0xAC00, scalar < 0xAC00 + 11172 else { return nil }
    let index = scalar - 0xAC00
    let trailing = index % 28
    return (0x1100 + index / 588, 0x1161 + index % 588 / 28, trailing == 0 ? nil : 0x11A7 + trailing)
  }

  static func compose(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if first >= 0x1100, first < 0x1100 + 19, second >= 0x1161, second < 0x1161 + 21 {
      return 0xAC00 + ((first - 0x1100) * 21 + (second - 0x1161)) * 28
    }
    if first >= 0xAC00, first < 0xAC00 + 11172, (first - 0xAC00) % 28 == 0, second > 0x11A7,
      second < 0x11A7 + 28
    {
      return first + (second - 0x11A7)
    }
    return nil
  }
}
