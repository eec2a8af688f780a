import Glibc

/// A way to end a call from outside: from another thread, or from a signal handler.
public final class Cancellation: Sendable {
  /// Becomes readable, and stays so, when the call is to end.
  let readEnd: Int32
  private let writeEnd: Int32

  /// Nil if the process has no descriptors left.
  public init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    readEnd = ends[0]
    writeEnd = ends[1]
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  /// Whether the call is to end.
  var isTriggered: Bool {
    var wait = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
    return poll(&wait, 1, 0) > 0
  }

  /// Ends the call that waits on this, and every later one. Does nothing that a signal handler may not do.
  public func cancel() {
    var byte: UInt8 = 0
    let saved = errno
    _ = write(writeEnd, &byte, 1)
    errno = saved
  }
}
