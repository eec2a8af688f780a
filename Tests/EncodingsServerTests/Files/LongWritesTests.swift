import Glibc
import TestSupport
import Testing

@testable import EncodingsServer

/// Many short pieces, written in long ones: the file holds what came, in its order.
@Suite struct LongWritesTests {
  /// Pieces whose lengths go around, and that many bytes in all.
  @Test(
    arguments: [[1 << 20], [777, 4099, 1], [LongWrites.length], [LongWrites.length - 1, 2], [5 << 20]],
    [0, 1, LongWrites.length, 2 * LongWrites.length + 12_345])
  func theFileHoldsWhatCame(_ lengths: [Int], _ total: Int) throws {
    let folder = try TemporaryDirectory()
    let path = folder("file")
    let expected = [UInt8](unsafeUninitializedCapacity: total) { buffer, filled in
      for index in 0..<total { buffer[index] = UInt8(truncatingIfNeeded: index &* 31 ^ index >> 8) }
      filled = total
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    var writes = LongWrites(to: descriptor)
    var (sent, pieces) = (0, 0)
    while sent < total {
      let count = min(lengths[pieces % lengths.count], total - sent)
      let isWritten = expected.withUnsafeBytes {
        writes.add(UnsafeRawBufferPointer(rebasing: $0[sent..<sent + count]))
      }
      #expect(isWritten)
      sent += count
      pieces += 1
      // Only whole large pages, until the end.
      #expect(lseek(descriptor, 0, SEEK_CUR) == off_t(sent / LongWrites.length * LongWrites.length))
    }
    let isEnded = writes.writeGathered()
    #expect(isEnded)
    #expect(try SmallFile.read(path, limit: 1 << 24) == expected)
  }

  @Test func aFullDiskIsTold() throws {
    let descriptor = open("/dev/full", O_WRONLY)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let bytes = [UInt8](repeating: 7, count: LongWrites.length)
    var writes = LongWrites(to: descriptor)
    let isHalfTaken = bytes.withUnsafeBytes { writes.add(UnsafeRawBufferPointer(rebasing: $0[1...])) }
    #expect(isHalfTaken)
    errno = 0
    let isWritten = bytes.withUnsafeBytes { writes.add(UnsafeRawBufferPointer(rebasing: $0[..<1])) }
    #expect(!isWritten && errno == ENOSPC)
    errno = 0
    let isWrittenAgain = writes.writeGathered()
    #expect(!isWrittenAgain && errno == ENOSPC)
  }
}
