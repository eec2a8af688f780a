import Tokenizers

/// The first token in which an encoding differs from what is expected, with what is needed to see why.
struct Mismatch: CustomStringConvertible {
  let description: String

  /// Nil where both are the same.
  init?(_ expected: ExpectedText, _ encoding: Encoding, _ tokenizer: Tokenizer) {
    let found = encoding.tokens
    guard found != expected.tokens else { return nil }
    let index = zip(found, expected.tokens).prefix { $0 == $1 }.count
    func side(_ tokens: [ExpectedText.Token]) -> String {
      guard index < tokens.count else { return "no token, the row has \(tokens.count)" }
      let token = tokens[index]
      let spelling = Mismatch.escaped(tokenizer.spelling(of: Int(token.id)))
      return "id \(token.id) \(spelling) at \(token.start)..<\(token.end)\(token.special ? ", special" : "")"
    }
    let place = Int((index < found.count ? found : expected.tokens)[index].start)
    description = """
      in the text \(Mismatch.escaped(expected.text, around: place))
      token \(index) is \(side(found))
      expected \(side(expected.tokens))
      """
  }

  /// A text in quotes and ASCII; of a long one what stands around scalar `place`.
  static func escaped(_ text: String, around place: Int = 0) -> String {
    let scalars = Array(text.unicodeScalars)
    let shown = scalars.count <= 200 ? scalars.indices : max(0, place - 60)..<min(scalars.count, place + 60)
    let part = scalars[shown].map { $0.escaped(asASCII: true) }.joined()
    return shown == scalars.indices
      ? "\"\(part)\"" : "of \(scalars.count) scalars, of which \(shown) are \"\(part)\""
  }
}

extension Encoding {
  var tokens: [ExpectedText.Token] {
    ids.indices.map { .init(id: ids[$0], start: starts[$0], end: ends[$0], special: special[$0]) }
  }
}
