/// Sets pieces one after another into lines of `width` columns, two spaces between them; a piece longer than a line
/// is cut.
func wrapped(_ pieces: [StyledText], width: Int, gap: String = "  ") -> [StyledText] {
  var lines: [StyledText] = []
  var line = StyledText()
  var used = 0
  for piece in pieces.map({ $0.clipped(to: width) }) {
    let needed = piece.columns
    if used > 0, used + columnCount(of: gap) + needed > width {
      lines.append(line)
      (line, used) = (StyledText(), 0)
    }
    if used > 0 {
      line += StyledText(gap)
      used += columnCount(of: gap)
    }
    line += piece
    used += needed
  }
  return used > 0 ? lines + [line] : lines
}

/// A sentence broken at its spaces.
func wrapped(_ sentence: String, _ style: Style = .plain, width: Int) -> [StyledText] {
  wrapped(sentence.split(separator: " ").map { StyledText(String($0), style) }, width: width, gap: " ")
}
