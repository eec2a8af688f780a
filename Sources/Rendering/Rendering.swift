/// Answers as a person at a terminal reads them: pure functions from a result and a `Layout` to text.
///
/// Nothing here reads the environment or writes to a terminal. Whatever a token or a model's name contains, the
/// text moves no cursor and sets no colour of its own, and no line has more columns than the layout.
package enum Rendering {}

/// The paper to write on.
package struct Layout: Sendable, Hashable {
  /// Columns of a line.
  package var width: Int
  /// Whether colour codes are written.
  package var isColoured: Bool

  package init(width: Int, isColoured: Bool) {
    self.width = max(1, width)
    self.isColoured = isColoured
  }

  /// Lines, each cut to the width, with a line feed after each.
  func text(_ lines: [StyledText]) -> String {
    lines.map { $0.clipped(to: width).string(isColoured: isColoured) + "\n" }.joined()
  }
}
