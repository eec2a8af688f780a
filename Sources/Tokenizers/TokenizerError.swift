/// Why a model folder's tokenizer cannot be used.
package struct TokenizerError: Error, Sendable, Hashable {
  /// The file at fault, as a path.
  package var file: String
  /// The byte in that file where reading stopped, where there is one.
  package var offset: Int?
  /// What was found, what was expected, and what to do, in one line.
  package var reason: String

  package init(file: String, offset: Int? = nil, reason: String) {
    self.file = file
    self.offset = offset
    self.reason = reason
  }
}

extension TokenizerError: CustomStringConvertible {
  package var description: String {
    guard let offset else { return "\(file): \(reason)" }
    return "\(file), byte \(offset): \(reason)"
  }
}
