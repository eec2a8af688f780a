import Glibc

/// A connected Unix socket as bytes: every wait ends at a deadline or by cancellation, an interrupted call is made
/// again, and writing to a closed connection raises no signal.
struct Stream: ~Copyable {
  /// Why bytes could not be moved.
  enum Failure: Error {
    /// The deadline has passed.
    case timedOut
    /// The cancellation was triggered.
    case cancelled
    /// The other side is gone; `reason` in the system's words.
    case lost(reason: String)
  }

  private let descriptor: Int32

  /// Takes over a connected descriptor.
  init(adopting descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Sends all of `bytes`.
  func send(_ bytes: [UInt8], until deadline: Deadline, cancellation: Cancellation?) throws(Failure) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { rest in
        Glibc.send(
          descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
      }
      if count >= 0 {
        sent += count
      } else if errno == EAGAIN {
        try wait(for: POLLOUT, until: deadline, cancellation: cancellation)
      } else if errno != EINTR {
        throw .lost(reason: systemReason(errno))
      }
    }
  }

  /// Fills the front of `buffer` with the next bytes and returns their number; 0 at the end of the stream.
  func receive(
    into buffer: inout [UInt8], until deadline: Deadline, cancellation: Cancellation?
  ) throws(Failure) -> Int {
    while true {
      try wait(for: POLLIN, until: deadline, cancellation: cancellation)
      let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      if count >= 0 { return count }
      guard errno == EAGAIN || errno == EINTR else { throw .lost(reason: systemReason(errno)) }
    }
  }

  private func wait(
    for events: Int32, until deadline: Deadline, cancellation: Cancellation?
  ) throws(Failure) {
    var waits = [pollfd(fd: descriptor, events: Int16(events), revents: 0)]
    if let cancellation { waits.append(pollfd(fd: cancellation.readEnd, events: Int16(POLLIN), revents: 0)) }
    while true {
      let ready = poll(&waits, nfds_t(waits.count), deadline.pollMilliseconds)
      if ready < 0 {
        guard errno == EINTR else { throw .lost(reason: systemReason(errno)) }
        continue
      }
      if waits.count > 1, waits[1].revents != 0 { throw .cancelled }
      if waits[0].revents != 0 { return }
      if deadline.hasPassed { throw .timedOut }
    }
  }
}

/// The system's words for an error number.
func systemReason(_ number: Int32) -> String {
  strerror(number).map { String(cString: $0) } ?? "error \(number)"
}
