import Glibc

/// A file that is read as a whole, because it is short or wrong.
enum SmallFile {
  /// The first bytes of a file, `limit` at most.
  static func read(_ path: String, limit: Int) throws(SystemError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError("cannot open the file") }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: limit)
    var count = 0
    while count < bytes.count {
      let got = bytes.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count)
      }
      guard got >= 0 else { throw SystemError("cannot read the file") }
      if got == 0 { break }
      count += got
    }
    return Array(bytes.prefix(count))
  }
}
