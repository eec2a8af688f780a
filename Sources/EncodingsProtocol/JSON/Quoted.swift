/// A string from outside as a message may show it: in quotation marks, control characters escaped, and cut to
/// sixty scalars.
package func quoted(_ text: String) -> String {
  let shown = text.unicodeScalars.prefix(61)
  var result = "\""
  for scalar in shown.prefix(60) {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
      result += "\\u{\(String(scalar.value, radix: 16))}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + (shown.count > 60 ? "…\"" : "\"")
}
