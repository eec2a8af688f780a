#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A file of a model folder, read whole.
enum FileBytes {
  /// The largest file that is read; the largest tokenizers in use have some 30 MB.
  static let limit = 256 << 20

  /// The bytes of a file; nil where there is none.
  static func read(_ path: String) throws(TokenizerError) -> [UInt8]? {
    // Without waiting: opening a named pipe would otherwise last until someone writes to it.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw TokenizerError(file: path, reason: "cannot be opened: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw TokenizerError(file: path, reason: "is not a file")
    }
    guard status.st_size <= limit else {
      throw TokenizerError(file: path, reason: "has \(status.st_size) bytes; at most \(limit) are read")
    }
    return try read(descriptor, count: Int(status.st_size), path: path)
  }

  private static func read(_ descriptor: Int32, count: Int, path: String) throws(TokenizerError) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        // The range is within the buffer, whose capacity is at least `count`.
        let got = readBytes(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled)
        if got < 0, errno == EINTR { continue }
        if got < 0 { failure = errno }
        if got <= 0 { break }
        filled += got
      }
    }
    guard failure == 0 else {
      throw TokenizerError(file: path, reason: "cannot be read: \(String(cString: strerror(failure)))")
    }
    return bytes
  }
}

/// The system's `read`, under a name that `FileBytes.read` does not hide.
private func readBytes(_ descriptor: Int32, _ buffer: UnsafeMutablePointer<UInt8>?, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}
