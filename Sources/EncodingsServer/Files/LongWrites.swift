import Glibc

/// Writes what comes in many short pieces to a file in long ones, each as long as a large page of memory and at a
/// multiple of that.
///
/// File systems with large folios keep such a write's bytes together in memory, and a mapping then reaches them by one
/// large page. Whoever reads hundreds of megabytes from one end to the other waits for its translations of addresses
/// hundreds of times less often. Elsewhere nothing changes but the number of writes.
struct LongWrites: ~Copyable {
  /// A large page's bytes on x86-64, and on arm64 with small pages of 4 KiB.
  static let length = 2 << 20

  private let descriptor: Int32
  private let gathered = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 4096)
  private var filled = 0

  /// Writes to an open file from its start.
  init(to descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    gathered.deallocate()
  }

  /// Adds bytes; tells whether that went well. If not, `errno` holds why.
  mutating func add(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let some = rest.prefix(Self.length - filled)
      UnsafeMutableRawBufferPointer(rebasing: gathered[filled...]).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: some))
      filled += some.count
      rest = rest.dropFirst(some.count)
      if filled == Self.length, !writeGathered() { return false }
    }
    return true
  }

  /// Writes what is still gathered; tells whether that went well. If not, `errno` holds why.
  mutating func writeGathered() -> Bool {
    var rest = UnsafeRawBufferPointer(rebasing: gathered[..<filled])
    while !rest.isEmpty {
      let count = write(descriptor, rest.baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      if count == 0 { errno = EIO }
      guard count > 0 else { return false }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
    filled = 0
    return true
  }
}
