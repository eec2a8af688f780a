import EncodingsProtocol

extension TraceResult {
  /// Lines of the sentence that are shown whole; of a longer one, those around the traced token.
  private static let sentenceLines = 9

  /// The sentence as numbered tokens, the traced one marked `▶`.
  func sentence(traced position: Int, in layout: Layout) -> [StyledText] {
    let pieces = tokens.map { token in
      let isTraced = token.position == position
      return StyledText("\(isTraced ? "▶" : "")\(token.position):", isTraced ? .traced : .dim)
        + StyledText(model.readable(token.token), isTraced ? .traced : token.special ? .dim : .plain)
    }
    let lines = wrapped(pieces, width: layout.width)
    guard lines.count > Self.sentenceLines else { return lines }
    let tracedLine = lines.firstIndex { $0.pieces.contains { $0.style == .traced } } ?? 0
    let shown = Self.sentenceLines - 2
    let start = min(max(0, tracedLine - shown / 2), lines.count - shown)
    let before = start > 0 ? [StyledText("… \(start) lines of tokens before …", .dim)] : []
    let after = lines.count - start - shown
    return before + lines[start..<start + shown]
      + (after > 0 ? [StyledText("… \(after) lines of tokens after …", .dim)] : [])
  }
}
