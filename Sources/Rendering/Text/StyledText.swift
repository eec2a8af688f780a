/// A piece of a line with its styles, before it is known whether colours are written. The text must already be fit
/// to be shown (`displayed`).
struct StyledText: Hashable, Sendable {
  private(set) var pieces: [Piece]

  struct Piece: Hashable, Sendable {
    var text: String
    var style: Style
  }

  init(_ text: String = "", _ style: Style = .plain) {
    pieces = text.isEmpty ? [] : [Piece(text: text, style: style)]
  }

  var columns: Int { pieces.reduce(0) { $0 + columnCount(of: $1.text) } }

  static func + (first: StyledText, second: StyledText) -> StyledText {
    var sum = first
    sum += second
    return sum
  }

  static func += (first: inout StyledText, second: StyledText) {
    first.pieces += second.pieces
  }

  /// Filled up with spaces; unchanged if it has as many columns already.
  func padded(to width: Int, _ alignment: Alignment = .left) -> StyledText {
    let space = StyledText(String(repeating: " ", count: max(0, width - columns)))
    return alignment == .left ? self + space : space + self
  }

  /// The front of the text that fits; `…` stands for what was cut off.
  func clipped(to width: Int) -> StyledText {
    guard columns > width else { return self }
    var result = StyledText()
    var room = width - 1
    for piece in pieces {
      let part = prefix(of: piece.text, columns: room)
      if !part.isEmpty { result.pieces.append(Piece(text: part, style: piece.style)) }
      room -= columnCount(of: part)
      guard part.utf8.count == piece.text.utf8.count else { break }
    }
    return result + StyledText(width > 0 ? "…" : "", .dim)
  }

  /// The text as it is sent to the terminal; spaces at the end are left out.
  func string(isColoured: Bool) -> String {
    var pieces = pieces
    while let last = pieces.last, last.style == .plain {
      let text = String(last.text.reversed().drop { $0 == " " }.reversed())
      pieces[pieces.count - 1].text = text
      guard text.isEmpty else { break }
      pieces.removeLast()
    }
    return pieces.map { isColoured ? $0.style.applied(to: $0.text) : $0.text }.joined()
  }
}

enum Alignment: Sendable {
  case left, right
}

/// The front of a text that fits `columns`, marks kept with what they combine with.
private func prefix(of text: String, columns room: Int) -> String {
  var room = room
  var result = ""
  for character in text {
    let width = columnCount(of: String(character))
    guard width <= room else { break }
    room -= width
    result.append(character)
  }
  return result
}
