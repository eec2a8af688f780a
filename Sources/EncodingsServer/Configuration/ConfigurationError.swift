/// Why there is no configuration: where the mistake is, and what it is.
package struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What says it.
  package enum Source: Sendable, Hashable, CustomStringConvertible {
    case file(path: String)
    case environment
    case flags

    package var description: String {
      switch self {
      case .file(let path): path
      case .environment: "environment"
      case .flags: "flags"
      }
    }
  }

  package var source: Source
  /// Line of the file, counted from 1.
  package var line: Int?
  package var key: String?
  package var reason: String

  package var description: String {
    let place = line.map { "\(source):\($0)" } ?? "\(source)"
    return key.map { "\(place): \($0): \(reason)" } ?? "\(place): \(reason)"
  }
}
