/// Why a model folder, or a tensor in it, cannot be used.
package struct CheckpointError: Error, Sendable, Hashable {
  /// Path of the file, or of the folder, that is at fault.
  package var file: String
  /// Byte in `file` at which the fault was seen, where there is one.
  package var offset: Int?
  /// What was wrong, what was expected and what to do, on one line.
  package var reason: String

  package init(file: String, offset: Int? = nil, reason: String) {
    self.file = file
    self.offset = offset
    self.reason = reason
  }
}

extension String {
  /// The string as a reason may show it: in quotes, on one line, and not longer than a line.
  ///
  /// What a file holds is not to be trusted on a terminal or in a log.
  package var quoted: String {
    let limit = 80
    var shown = ""
    for scalar in unicodeScalars.prefix(limit) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        shown += "\\u{" + String(scalar.value, radix: 16) + "}"
      default:
        shown.unicodeScalars.append(scalar)
      }
    }
    return "\"\(shown)\(unicodeScalars.dropFirst(limit).isEmpty ? "" : "…")\""
  }
}
