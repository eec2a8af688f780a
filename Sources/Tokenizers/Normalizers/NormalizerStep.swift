/// One of the rewritings of a tokenizer's `normalizer`; a Sequence is several of them.
enum NormalizerStep: Sendable, Hashable {
  case bert(BertNormalizer)
  case canonicalForm(CanonicalForm)
  case lowercase
  case stripAccents
  case strip(left: Bool, right: Bool)
  case prepend([UInt32])

  func apply(to text: inout AlignedText) {
    switch self {
    case .bert(let normalizer): normalizer.apply(to: &text)
    case .canonicalForm(let form): form.apply(to: &text)
    case .lowercase: Lowercase.apply(to: &text)
    case .stripAccents: text.remove { PropertyPages.shared[$0].contains(.combining) }
    case .strip(let left, let right): NormalizerStep.strip(&text, left: left, right: right)
    case .prepend(let prefix): NormalizerStep.prepend(prefix, to: &text)
    }
  }

  private static func strip(_ text: inout AlignedText, left: Bool, right: Bool) {
    let isSpace = { (scalar: UInt32) in PropertyPages.shared[scalar].contains(.whitespace) }
    let start = left ? text.scalars.firstIndex { !isSpace($0) } ?? text.count : 0
    let end = right ? (text.scalars.lastIndex { !isSpace($0) } ?? -1) + 1 : text.count
    text.crop(to: start..<max(start, end))
  }

  /// The prefix takes the place of the first scalar, which shares it.
  private static func prepend(_ prefix: [UInt32], to text: inout AlignedText) {
    guard text.count > 0 else { return }
    let first = text.source(of: 0)
    var longer = AlignedText([], base: 0)
    longer.reserve(text.count + prefix.count)
    for scalar in prefix { longer.append(scalar, from: first) }
    for index in 0..<text.count { longer.append(text.scalars[index], from: text.source(of: index)) }
    text = longer
  }
}
