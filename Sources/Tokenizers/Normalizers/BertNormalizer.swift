/// BERT's normaliser: cleaning, spaces around ideographs, accents off, lower case; each may be off.
struct BertNormalizer: Sendable, Hashable {
  var cleansText: Bool
  var separatesIdeographs: Bool
  var stripsAccents: Bool
  var lowercases: Bool

  func apply(to text: inout AlignedText) {
    let properties = PropertyPages.shared
    if cleansText {
      text.remove { properties[$0].contains(.control) }
      text.map { properties[$0].contains(.whitespace) ? 0x20 : $0 }
    }
    if separatesIdeographs, text.scalars.contains(where: { properties[$0].contains(.ideograph) }) {
      var edits: [TextEdit] = []
      edits.reserveCapacity(text.count * 2)
      for scalar in text.scalars {
        if properties[scalar].contains(.ideograph) {
          edits.append(TextEdit(scalar: 0x20, change: 0))
          edits.append(TextEdit(scalar: scalar, change: 1))
          edits.append(TextEdit(scalar: 0x20, change: 1))
        } else {
          edits.append(TextEdit(scalar: scalar, change: 0))
        }
      }
      text.apply(edits)
    }
    if stripsAccents {
      CanonicalForm.decomposed.apply(to: &text)
      text.remove { $0 >= 0x300 && properties[$0].contains(.nonspacing) }
    }
    if lowercases { Lowercase.apply(to: &text) }
  }
}
