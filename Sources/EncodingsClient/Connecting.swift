import Glibc

/// Connects to the Unix socket at `path`; the descriptor is the caller's to close.
func connectedDescriptor(to path: String, timeout: Duration?) throws(ClientError) -> Int32 {
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  let limit = MemoryLayout.size(ofValue: address.sun_path) - 1
  guard path.utf8.count <= limit else { throw .pathTooLong(path: path, limit: limit) }
  // A path that starts with NUL, or is empty, would name a socket that no file stands for.
  guard !path.isEmpty, !path.utf8.contains(0) else { throw .notThere(path: path) }
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }

  let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  guard descriptor >= 0 else { throw .unreachable(path: path, reason: systemReason(errno)) }
  // A connect waits where the daemon's backlog is full; the kernel bounds the wait by this option.
  if let timeout {
    var bound = timeval(timeout)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &bound, socklen_t(MemoryLayout<timeval>.size))
  }
  while true {
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    if result == 0 { return descriptor }
    let number = errno
    if number == EINTR { continue }
    close(descriptor)
    throw connectFailure(number, path: path, timeout: timeout)
  }
}

private func connectFailure(_ number: Int32, path: String, timeout: Duration?) -> ClientError {
  switch number {
  case ENOENT, ENOTDIR: return .notThere(path: path)
  case ECONNREFUSED:
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFSOCK {
      return .unreachable(path: path, reason: "the file there is no socket")
    }
    return .dead(path: path)
  case EACCES, EPERM: return .permissionDenied(path: path, access: SocketAccess(path: path))
  case EAGAIN: return .timedOut(timeout ?? .zero)
  default: return .unreachable(path: path, reason: systemReason(number))
  }
}

extension timeval {
  fileprivate init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    // Nothing at all would mean for ever.
    self.init(tv_sec: Int(seconds), tv_usec: max(1, Int(attoseconds / 1_000_000_000_000)))
  }
}
