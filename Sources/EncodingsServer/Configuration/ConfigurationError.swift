/// Why there is no configuration: where the mistake is, and what it is.
package struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A file's path, `environment` or `flags`.
  package var source: String
  /// Line of the file, counted from 1.
  package var line: Int?
  package var key: String?
  package var reason: String

  package var description: String {
    let place = line.map { "\(source):\($0)" } ?? source
    return key.map { "\(place): \($0): \(reason)" } ?? "\(place): \(reason)"
  }
}
