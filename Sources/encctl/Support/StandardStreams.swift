import Glibc

/// The three descriptors that every program is started with, or should be.
enum StandardStreams {
  /// Sees to it that none of them is closed: whatever is opened first would be taken for it. What is put in its place
  /// can neither be read nor written.
  static func occupy() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
  }
}

/// Standard output, written whole or not at all as far as the caller is concerned.
enum StandardOutput {
  static func write(_ bytes: [UInt8]) throws(Failure) {
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count >= 0 {
        written += count
      } else if errno == EAGAIN {
        // Whoever shares the terminal or pipe has made it non-blocking.
        var wait = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        poll(&wait, 1, -1)
      } else if errno != EINTR {
        throw Failure(.outputFailed, "cannot write the answer: \(String(cString: strerror(errno)))")
      }
    }
  }
}

/// Standard error; what cannot be written there is lost.
enum StandardError {
  static func write(_ text: String) {
    _ = Array(text.utf8).withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}
