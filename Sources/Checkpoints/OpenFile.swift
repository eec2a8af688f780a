import Glibc

/// A regular file, open for reading and closed at the end of its scope.
///
/// Headers are read with `pread`, never through the mapping: a file that shrinks meanwhile is then a short read and
/// not a signal.
struct OpenFile: ~Copyable {
  let path: String
  let descriptor: Int32
  let identity: FileIdentity

  init(_ path: String) throws(CheckpointError) {
    // Without waiting: a named pipe in a model folder must not hold up the daemon.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw CheckpointError(
        file: path, reason: "cannot be opened (\(systemError())): check the path and its permissions")
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let reason = systemError()
      close(descriptor)
      throw CheckpointError(file: path, reason: "cannot be examined (\(reason))")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      let kind = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "not a regular file"
      throw CheckpointError(
        file: path, reason: "is \(kind), expected a file: download the model folder again")
    }
    self.path = path
    self.descriptor = descriptor
    self.identity = FileIdentity(status)
  }

  deinit {
    close(descriptor)
  }

  /// Reads `count` bytes from `offset`; throws if the file ends before them.
  func read(_ count: Int, at offset: Int) throws(CheckpointError) -> [UInt8] {
    var failure: String?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        guard let start = buffer.baseAddress else { return }
        let got = pread(descriptor, start + filled, count - filled, off_t(offset + filled))
        if got < 0, errno == EINTR { continue }
        if got < 0 { failure = systemError() }
        guard got > 0 else { return }
        filled += got
      }
    }
    guard bytes.count == count else {
      throw CheckpointError(
        file: path, offset: offset + bytes.count,
        reason: "cannot be read (\(failure ?? "it ends here")), expected \(count) bytes from \(offset)")
    }
    return bytes
  }

  /// Reads the whole file, which must not be longer than `limit` bytes.
  func readAll(limit: Int) throws(CheckpointError) -> [UInt8] {
    guard identity.size <= limit else {
      throw CheckpointError(
        file: path,
        reason: "has \(identity.size) bytes, expected at most \(limit): it is not what its name says")
    }
    return try read(identity.size, at: 0)
  }
}

extension OpenFile {
  /// Reads a whole file of JSON whose first value is an object.
  func readObject(limit: Int) throws(CheckpointError) -> [String: JSONValue] {
    let bytes = try readAll(limit: limit)
    do throws(JSONReader.Failure) {
      let value = try JSONReader.read(bytes)
      guard let members = value.object else {
        throw JSONReader.Failure(offset: value.offset, reason: "expected an object")
      }
      return members
    } catch {
      throw CheckpointError(
        file: path, offset: error.offset,
        reason: "is not valid JSON: \(error.reason); download the file again")
    }
  }
}
