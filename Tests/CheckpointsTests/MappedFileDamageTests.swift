import Glibc
import TestSupport
import Testing

@testable import Checkpoints

/// Files that change while they are mapped.
@Suite struct MappedFileDamageTests {
  private static let page = Int(sysconf(Int32(_SC_PAGESIZE)))

  private func mapped(_ pages: Int, in folder: TemporaryDirectory) throws -> MappedFile {
    let path = try folder.write([UInt8](repeating: 7, count: pages * Self.page), to: "weights")
    return try MappedFile(OpenFile(path))
  }

  private func sum(_ file: MappedFile) -> Int {
    UnsafeRawBufferPointer(start: file.base, count: file.byteCount).reduce(0) { $0 + Int($1) }
  }

  @Test func aWholeFileIsNotDamaged() throws {
    let folder = try TemporaryDirectory()
    let file = try mapped(4, in: folder)
    #expect(sum(file) == 28 * Self.page && file.damage == nil)
    // Renamed over, it is still what it was.
    try folder.write([UInt8](repeating: 9, count: 10), to: "new")
    #expect(rename(folder("new"), folder("weights")) == 0)
    #expect(sum(file) == 28 * Self.page && file.damage == nil)
  }

  @Test(arguments: [0, 1, 4095, 4096, 5000]) func whatWasCutOffReadsAsZerosAndIsTold(_ length: Int) throws {
    let folder = try TemporaryDirectory()
    let file = try mapped(4, in: folder)
    #expect(truncate(folder("weights"), off_t(length)) == 0)
    #expect(sum(file) == 7 * length)
    #expect(file.damage != nil)
    // Put back to its length, it is still not what it was.
    #expect(truncate(folder("weights"), off_t(file.byteCount)) == 0)
    #expect(file.damage != nil)
  }

  @Test func oneByteLessIsToldThoughItRaisesNoSignal() throws {
    let folder = try TemporaryDirectory()
    let file = try mapped(2, in: folder)
    #expect(truncate(folder("weights"), off_t(file.byteCount - 1)) == 0)
    #expect(file.damage?.contains("\(file.byteCount - 1)") == true)
  }

  @Test func whatIsWrittenInPlaceIsTold() throws {
    let folder = try TemporaryDirectory()
    let file = try mapped(2, in: folder)
    // Clocks of file systems tick in milliseconds.
    usleep(20_000)
    let descriptor = open(folder("weights"), O_WRONLY)
    #expect(pwrite(descriptor, [1], 1, 100) == 1 && close(descriptor) == 0)
    #expect(file.damage?.contains("written") == true)
  }

  @Test func manyThreadsMayMeetTheHole() async throws {
    let folder = try TemporaryDirectory()
    let file = try mapped(64, in: folder)
    #expect(truncate(folder("weights"), 10) == 0)
    await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 { group.addTask { [self] in sum(file) } }
      for await sum in group { #expect(sum == 70) }
    }
    #expect(file.damage != nil)
  }

  @Test func guardsAreGivenBack() throws {
    let folder = try TemporaryDirectory()
    for _ in 0..<1100 {
      let file = try mapped(1, in: folder)
      #expect(file.damage == nil)
    }
    let file = try mapped(2, in: folder)
    #expect(truncate(folder("weights"), 0) == 0)
    #expect(sum(file) == 0)
  }
}
