import Glibc

/// A folder in memory that one file of is replaced by every input.
struct InputFolder: Sendable {
  let path: String

  init() {
    path = "/dev/shm/encodings-fuzz-\(getpid())"
    mkdir(path, 0o700)
  }

  func write(_ bytes: UnsafeRawBufferPointer, to name: String) {
    let descriptor = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      guard count > 0 else { fatalError("cannot write to \(path): \(errno)") }
      rest = rest.dropFirst(count)
    }
    close(descriptor)
  }
}
