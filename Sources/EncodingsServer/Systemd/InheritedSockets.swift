import CSystemd
import Glibc

/// The listening sockets that the service manager passed on (`LISTEN_FDS`).
enum InheritedSockets {
  /// Takes them over, once: the environment is cleared of them so that no child process does.
  static func take() throws(ListeningError) -> [Int32] {
    let count = sd_listen_fds(1)
    guard count > 0 else { return [] }
    var descriptors: [Int32] = []
    for descriptor in SD_LISTEN_FDS_START..<(SD_LISTEN_FDS_START + count) {
      try prepare(descriptor)
      descriptors.append(descriptor)
    }
    return descriptors
  }

  /// Makes sure that connections can be accepted on a descriptor, without blocking.
  static func prepare(_ descriptor: Int32) throws(ListeningError) {
    guard sd_is_socket_unix(descriptor, Int32(SOCK_STREAM.rawValue), 1, nil, 0) > 0 else {
      throw .notListening(descriptor: descriptor)
    }
    let flags = fcntl(descriptor, F_GETFL)
    guard flags >= 0, fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0 else {
      throw .system(SystemError("cannot set descriptor \(descriptor) to not block"))
    }
  }
}
