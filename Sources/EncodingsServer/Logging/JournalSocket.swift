import Glibc
import Synchronization

/// Sends entries to the journal, in its native format, and waits for nobody: a journal that stands still must not stop
/// event loops, which `sd_journal_sendv` would. Entries that are not taken are lost, and counted.
package final class JournalSocket: Sendable {
  package static let standard = JournalSocket(path: "/run/systemd/journal/socket")

  private struct State {
    var descriptor: Int32 = -1
    var lost = 0
  }

  /// Room for entries that the journal has not read yet, as its own library asks for.
  private static let room: Int32 = 8 << 20

  private let path: String
  private let state = Mutex(State())

  package init(path: String) {
    self.path = path
  }

  deinit {
    state.withLock { if $0.descriptor >= 0 { close($0.descriptor) } }
  }

  /// Sends an entry; and behind it how many were lost before it, in the fields that `told` gives.
  func send(_ fields: [(name: String, value: String)], told: (Int) -> [(name: String, value: String)]) {
    state.withLock { state in
      if !send(JournalSocket.entry(fields), &state) {
        state.lost += 1
      } else if state.lost > 0, send(JournalSocket.entry(told(state.lost)), &state) {
        state.lost = 0
      }
    }
  }

  private func send(_ entry: [UInt8], _ state: inout State) -> Bool {
    if state.descriptor < 0 {
      state.descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
      guard state.descriptor >= 0 else { return false }
      var room = JournalSocket.room
      _ = setsockopt(
        state.descriptor, SOL_SOCKET, SO_SNDBUF, &room, socklen_t(MemoryLayout.size(ofValue: room)))
    }
    guard let address = UnixAddress(path: path) else { return false }
    let descriptor = state.descriptor
    return address.withPointer { pointer, length in
      while true {
        let count = sendto(
          descriptor, entry, entry.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL), pointer, length)
        if count < 0, errno == EINTR { continue }
        return count == entry.count
      }
    }
  }

  /// An entry in the journal's native format: `NAME=value` in lines, a value of several lines behind its length.
  static func entry(_ fields: [(name: String, value: String)]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (name, value) in fields {
      bytes += name.utf8
      if value.utf8.contains(UInt8(ascii: "\n")) {
        bytes.append(UInt8(ascii: "\n"))
        let count = UInt64(value.utf8.count)
        for byte in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: count >> (8 * UInt64(byte)))) }
      } else {
        bytes.append(UInt8(ascii: "="))
      }
      bytes += value.utf8
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }
}
