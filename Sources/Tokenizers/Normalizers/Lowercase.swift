/// Lower case, scalar by scalar: a final sigma is not told from another.
enum Lowercase {
  private static let mapping = ScalarMap(LowercaseTable.text)
  /// The one scalar whose lower case is two: a capital I with a dot.
  private static let dottedCapitalI: UInt32 = 0x130

  static func apply(to text: inout AlignedText) {
    let mapping = mapping
    if text.scalars.contains(dottedCapitalI) {
      let edits = text.scalars.flatMap { scalar in
        (mapping[scalar] ?? [scalar]).enumerated().map { index, lower in
          TextEdit(scalar: lower, change: index == 0 ? 0 : 1)
        }
      }
      text.apply(edits)
    } else {
      text.map { scalar in
        if scalar < 0x80 { return scalar >= 0x41 && scalar <= 0x5A ? scalar | 0x20 : scalar }
        return mapping[scalar]?.first ?? scalar
      }
    }
  }
}
