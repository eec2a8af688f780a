/// How a piece of text stands out, where colours are written. What it says must be clear without.
enum Style: Sendable, Hashable {
  case plain
  /// Titles.
  case bold
  /// What may be passed over.
  case dim
  /// The traced token.
  case traced
  /// What is well.
  case good
  /// What is not.
  case bad

  /// The text between the codes of ECMA-48's SGR that turn the style on and off.
  func applied(to text: String) -> String {
    let code: String
    switch self {
    case .plain: return text
    case .bold: code = "1"
    case .dim: code = "2"
    case .traced: code = "1;36"
    case .good: code = "32"
    case .bad: code = "1;31"
    }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
