/// Why a model's numbers cannot be trusted any more.
package struct Damage: Error, Sendable, Hashable {
  /// The file that is to blame, if one is.
  package var file: String?
  package var reason: String

  package init(file: String?, reason: String) {
    self.file = file
    self.reason = reason
  }

  /// Both in one line.
  package var words: String { file.map { "\($0) \(reason)" } ?? reason }
}
