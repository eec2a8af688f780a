import Glibc

/// A file that is read as a whole, because it is short or wrong.
enum SmallFile {
  /// The first bytes of a regular file, `limit` at most.
  static func read(_ path: String, limit: Int) throws(SystemError) -> [UInt8] {
    // Without waiting for whoever would write to a pipe there.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw SystemError("cannot open the file") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SystemError("cannot examine the file") }
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFREG else {
      throw SystemError("cannot read what is no regular file", code: kind == S_IFDIR ? EISDIR : EINVAL)
    }
    var bytes = [UInt8](repeating: 0, count: limit)
    var count = 0
    while count < bytes.count {
      let got = bytes.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count)
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw SystemError("cannot read the file") }
      if got == 0 { break }
      count += got
    }
    return Array(bytes.prefix(count))
  }
}
