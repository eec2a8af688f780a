extension String {
  /// The text in one line of at most `most` scalars, for terminals and logs: control characters, invisible ones that
  /// could reorder or hide their neighbours, and separators of lines are written out, since a folder's name or a file's
  /// words may have any, and a terminal obeys some.
  package func inOneLine(most: Int = .max) -> String {
    var line = String.UnicodeScalarView()
    for scalar in unicodeScalars.prefix(most) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        line.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      default: line.append(scalar)
      }
    }
    if unicodeScalars.dropFirst(most).first != nil { line.append("…") }
    return String(line)
  }
}
