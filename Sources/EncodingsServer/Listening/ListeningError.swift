/// Why there is no socket to listen on.
package enum ListeningError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The path is empty, has a NUL in it, or is too long for a Unix socket.
  case unusablePath(String)
  /// Another daemon holds the lock beside it.
  case inUse(path: String)
  /// Something that is no socket lies there.
  case notASocket(path: String)
  /// A descriptor was inherited that is no listening Unix stream socket.
  case notListening(descriptor: Int32)
  /// There is no default place for a socket.
  case noPath
  case system(SystemError)

  package var description: String {
    switch self {
    case .unusablePath(let path):
      "the socket's path \"\(path)\" cannot be used: it must have 1 to \(UnixAddress.limit) bytes and no NUL;"
        + " choose a shorter one with --socket"
    case .inUse(let path):
      "another daemon has \(path), for it holds \(path).lock; stop it, or choose another path with --socket"
    case .notASocket(let path):
      "\(path) exists and is no socket; move it away, or choose another path with --socket"
    case .notListening(let descriptor):
      "descriptor \(descriptor) was inherited but is no listening Unix stream socket; check the .socket unit"
    case .noPath:
      "there is no default place for the socket because XDG_RUNTIME_DIR is not set; choose a path with --socket"
    case .system(let error):
      error.description
    }
  }
}
