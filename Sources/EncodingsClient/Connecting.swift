import Glibc

/// Connects to the Unix socket at `path`; the descriptor is the caller's to close.
func connectedDescriptor(
  to path: String, timeout: Duration?, cancellation: Cancellation?
) throws(ClientError) -> Int32 {
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  let limit = MemoryLayout.size(ofValue: address.sun_path) - 1
  guard path.utf8.count <= limit else { throw .pathTooLong(path: path, limit: limit) }
  // A path that starts with NUL, or is empty, would name a socket that no file stands for.
  guard !path.isEmpty, !path.utf8.contains(0) else { throw .notThere(path: path) }
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }

  let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  guard descriptor >= 0 else { throw .unreachable(path: path, reason: systemReason(errno)) }
  let deadline = Deadline(after: timeout)
  while true {
    waitInConnect(descriptor, at: deadline)
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    let number = result == 0 ? 0 : errno
    if number == 0 {
      setWait(descriptor, timeval())
      return descriptor
    }
    if cancellation?.isTriggered == true {
      close(descriptor)
      throw .cancelled
    }
    if number == EINTR || (number == EAGAIN && !deadline.hasPassed) { continue }
    close(descriptor)
    throw connectFailure(number, path: path, timeout: timeout)
  }
}

/// A connect waits where the daemon's backlog is full, and only the kernel can bound the wait. It does so in short
/// pieces, between which a cancellation is seen.
private func waitInConnect(_ descriptor: Int32, at deadline: Deadline) {
  let left = deadline.pollMilliseconds
  let milliseconds = left < 0 ? 100 : max(1, min(left, 100))
  setWait(descriptor, timeval(tv_sec: 0, tv_usec: Int(milliseconds) * 1000))
}

private func setWait(_ descriptor: Int32, _ bound: timeval) {
  var bound = bound
  setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &bound, socklen_t(MemoryLayout<timeval>.size))
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
