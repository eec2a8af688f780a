import Glibc

/// What the system said no to, in words for a log line.
package struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was tried, with the path it was tried on.
  package var attempt: String
  package var code: Int32

  /// Takes the reason from `errno`, which the failed call must have set last.
  package init(_ attempt: String, code: Int32 = errno) {
    self.attempt = attempt
    self.code = code
  }

  package var description: String { "\(attempt): \(String(cString: strerror(code))) (errno \(code))" }
}
