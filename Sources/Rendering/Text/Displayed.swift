/// A text from outside as it may be shown: control characters, invisible format characters (which could reorder or
/// hide what stands beside them), separators of lines and scalars without meaning are written out, and a mark that
/// has nothing to combine with gets a dotted circle.
package func displayed(_ text: String) -> String {
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
      result.append(contentsOf: writtenOut(scalar).unicodeScalars)
    case .nonspacingMark, .enclosingMark, .spacingMark:
      if result.isEmpty { result.append("◌") }
      result.append(scalar)
    default: result.append(scalar)
    }
  }
  return String(result)
}

private func writtenOut(_ scalar: Unicode.Scalar) -> String {
  switch scalar {
  case "\n": "\\n"
  case "\r": "\\r"
  case "\t": "\\t"
  default: "\\u{\(String(scalar.value, radix: 16))}"
  }
}
