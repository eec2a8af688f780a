import Glibc
import Synchronization

/// Writes lines to a descriptor, and waits for nobody: a reader who sleeps must not stop event loops. Lines that are not
/// taken are lost, and counted.
final class LineWriter: Sendable {
  static let standardError = LineWriter(STDERR_FILENO)

  private struct State {
    /// What was not taken of a line that was taken in part.
    var rest: [UInt8] = []
    var lost = 0
  }

  private let descriptor: Int32
  /// Whether the descriptor is this object's own.
  private let isOwn: Bool
  private let isSocket: Bool
  private let state = Mutex(State())

  /// Whether writing to the descriptor waits is decided where it was opened, for all who share it. Pipes and terminals
  /// are opened again for that; files never wait, and sockets are told each time.
  init(_ shared: Int32) {
    var status = stat()
    let kind = fstat(shared, &status) == 0 ? status.st_mode & S_IFMT : 0
    isSocket = kind == S_IFSOCK
    let own =
      kind == S_IFIFO || kind == S_IFCHR
      ? open("/proc/self/fd/\(shared)", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1
    isOwn = own >= 0
    descriptor = isOwn ? own : shared
  }

  deinit {
    if isOwn { close(descriptor) }
  }

  /// Writes a line; and behind it how many were lost before it, in the words of `told`.
  func write(_ line: String, told: (Int) -> String) {
    state.withLock { state in
      if !take(&state.rest) || !write(line, &state) {
        state.lost += 1
      } else if state.lost > 0, write(told(state.lost), &state) {
        state.lost = 0
      }
    }
  }

  /// Writes a line, or none of it; what is not taken at once of one that is begun waits for the next.
  private func write(_ line: String, _ state: inout State) -> Bool {
    guard state.rest.isEmpty else { return false }
    var bytes = Array((line + "\n").utf8)
    let count = bytes.count
    if !take(&bytes), bytes.count < count { state.rest = bytes }
    return bytes.count < count
  }

  /// Writes as much as is taken, and leaves the rest in `bytes`; says whether that is nothing.
  private func take(_ bytes: inout [UInt8]) -> Bool {
    while !bytes.isEmpty {
      let count =
        isSocket
        ? send(descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
        : Glibc.write(descriptor, bytes, bytes.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      bytes.removeFirst(count)
    }
    return true
  }
}
