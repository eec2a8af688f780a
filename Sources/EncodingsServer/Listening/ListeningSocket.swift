import Glibc

/// A listening Unix socket that this process bound.
///
/// A live daemon's socket is never taken over; a dead one's is unlinked. The descriptor belongs to whoever
/// listens on it; what this value owns is the path.
final class ListeningSocket: Sendable {
  /// Connections that the kernel keeps until they are accepted.
  static let backlog: Int32 = 4096

  /// Not blocking, closed on exec.
  let descriptor: Int32
  /// Where clients find it.
  let path: String
  private let claim: SocketClaim
  private let device: dev_t
  private let inode: ino_t

  /// Binds `path`, mode 0660, and makes its folder if there is none.
  init(path: String) throws(ListeningError) {
    guard let address = UnixAddress(path: path) else { throw .unusablePath(path) }
    // Before a lock is left beside what was named by mistake.
    guard !ListeningSocket.isOther(path) else { throw .notASocket(path: path) }
    do { try Folders.make(Folders.parent(of: path), mode: 0o755) } catch { throw .system(error) }
    let claim = try SocketClaim(path: path)
    try ListeningSocket.clear(path, address)
    let descriptor = socket(
      AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw .system(SystemError("cannot make a socket")) }
    guard address.withPointer({ bind(descriptor, $0, $1) }) == 0 else {
      let failure = SystemError("cannot bind \(path)")
      close(descriptor)
      throw .system(failure)
    }
    // Nobody can connect before `listen`, so the mode is right in time without a mask that other threads would see.
    var status = stat()
    guard chmod(path, 0o660) == 0, lstat(path, &status) == 0, listen(descriptor, ListeningSocket.backlog) == 0
    else {
      let failure = SystemError("cannot listen at \(path)")
      close(descriptor)
      unlink(path)
      throw .system(failure)
    }
    self.descriptor = descriptor
    self.path = path
    self.claim = claim
    device = status.st_dev
    inode = status.st_ino
  }

  /// Takes the path away, if it still is what was bound here.
  func unlinkPath() {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_dev == device, status.st_ino == inode else { return }
    unlink(path)
  }

  /// Whether something else than a socket is at `path`.
  static func isOther(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFSOCK
  }

  /// Makes room at `path`: nothing there, or a socket that nobody answers.
  private static func clear(_ path: String, _ address: UnixAddress) throws(ListeningError) {
    guard Folders.exists(path) else { return }
    guard !isOther(path) else { throw .notASocket(path: path) }
    let probe = socket(
      AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard probe >= 0 else { throw .system(SystemError("cannot make a socket")) }
    defer { close(probe) }
    let code = address.withPointer { connect(probe, $0, $1) }
    // A full backlog (EAGAIN) or a missing permission means that somebody lives there.
    guard code != 0, errno == ECONNREFUSED || errno == ENOENT else { throw .inUse(path: path) }
    guard unlink(path) == 0 || errno == ENOENT else {
      throw .system(SystemError("cannot unlink the dead socket \(path)"))
    }
  }
}
