/// Why a model folder cannot be served: the file, the byte offset where it is known, and the reason.
package struct LoadingError: Error, Sendable, Hashable {
  package var file: String
  package var offset: Int?
  package var reason: String

  /// Scalars of a reason: what files hold, it may repeat.
  private static let longestReason = 1000

  package init(file: String, offset: Int?, reason: String) {
    self.file = file
    self.offset = offset
    self.reason = reason.inOneLine(most: Self.longestReason)
  }

  /// The file, the place in it and the reason, in one line.
  package var words: String {
    let place = offset.map { " at byte \($0)" } ?? ""
    return "\(file)\(place): \(reason)"
  }
}
