import Glibc

/// Where the daemon's socket is.
public enum SocketPath {
  /// The system service's socket.
  public static let system = "/run/encodings/encodings.sock"

  /// The socket to use: `explicit` if given, else `ENCODINGS_SOCKET`, else the user's own daemon's if there is one,
  /// else the system service's. An environment variable that is set to nothing counts as not set.
  public static func chosen(explicit: String? = nil) -> String {
    chosen(
      explicit: explicit, environment: { name in getenv(name).map { String(cString: $0) } },
      exists: { path in access(path, F_OK) == 0 })
  }

  /// The same in a given environment.
  package static func chosen(
    explicit: String?, environment: (String) -> String?, exists: (String) -> Bool
  ) -> String {
    if let explicit { return explicit }
    if let path = environment("ENCODINGS_SOCKET"), !path.isEmpty { return path }
    if let directory = environment("XDG_RUNTIME_DIR"), !directory.isEmpty {
      let path = directory + "/encodings/encodings.sock"
      if exists(path) { return path }
    }
    return system
  }
}
