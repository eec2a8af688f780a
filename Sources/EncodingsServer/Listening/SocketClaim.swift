import Glibc

/// The right to a socket's path: a lock beside it that the kernel gives back whenever the process ends.
///
/// Without the lock two daemons that start at once could each find the other's socket dead.
struct SocketClaim: ~Copyable {
  private let descriptor: Int32

  /// Takes the lock.
  ///
  /// - Throws: ``ListeningError/inUse`` while another daemon has it.
  init(path: String) throws(ListeningError) {
    let lock = path + ".lock"
    // From here on the end of this value closes it, also where `init` throws.
    descriptor = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .system(SystemError("cannot open the lock \(lock)")) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let error = SystemError("cannot lock \(lock)")
      throw error.code == EWOULDBLOCK ? .inUse(path: path) : .system(error)
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }
}
