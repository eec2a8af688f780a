import Glibc
import TestSupport
import Testing

@testable import EncodingsServer

/// Lines for readers of every kind, those who sleep among them.
@Suite struct LineWriterTests {
  /// Both ends of a way for bytes.
  private struct Way: ~Copyable {
    let read: Int32
    let write: Int32

    deinit {
      close(read)
      close(write)
    }
  }

  private static func pipe() throws -> Way {
    var ends: [Int32] = [-1, -1]
    try #require(Glibc.pipe(&ends) == 0)
    return Way(read: ends[0], write: ends[1])
  }

  private static func socket() throws -> Way {
    var ends: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    return Way(read: ends[0], write: ends[1])
  }

  /// A terminal that nobody looks at.
  private static func terminal() throws -> Way {
    let own = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var locked: Int32 = 0
    var number: Int32 = 0
    // What posix_openpt, grantpt, unlockpt and ptsname do on Linux; Swift's Glibc does not have them.
    try #require(own >= 0 && ioctl(own, 0x4004_5431, &locked) == 0 && ioctl(own, 0x8004_5430, &number) == 0)
    let programs = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    try #require(programs >= 0)
    return Way(read: own, write: programs)
  }

  private static func taken(from way: borrowing Way) -> String {
    _ = fcntl(way.read, F_SETFL, O_NONBLOCK)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(way.read, &buffer, buffer.count)
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
  }

  @Test(.timeLimit(.minutes(1)), arguments: ["pipe", "socket", "terminal"])
  func areWholeOrLostAndCounted(_ kind: String) throws {
    let way = try kind == "pipe" ? Self.pipe() : kind == "socket" ? Self.socket() : Self.terminal()
    let writer = LineWriter(way.write)
    for number in 0..<20_000 { writer.write(Self.line(number)) { "\($0) lost" } }
    var said = ""
    let last = 20_050
    for number in 20_000..<last {
      said += Self.taken(from: way)
      // There is room now, also to tell of those there was none for.
      writer.write(Self.line(number)) { "\($0) lost" }
    }
    said += Self.taken(from: way)
    let lines = said.split(separator: "\n").map(String.init)
    let told = lines.compactMap { $0.hasSuffix(" lost") ? Int($0.dropLast(5)) : nil }
    let taken = lines.filter { !$0.hasSuffix(" lost") }
    let numbers = taken.compactMap { Int($0.prefix { $0 != " " }) }
    #expect(numbers.count == taken.count && numbers == numbers.sorted())
    #expect(taken == numbers.map(Self.line))
    #expect(!told.isEmpty && told.reduce(0, +) > 10_000 && told.reduce(numbers.count, +) == last)
  }

  /// Of lengths that meet no end of a page.
  private static func line(_ number: Int) -> String {
    "\(number) " + String(repeating: "x", count: number % 97)
  }

  @Test func goToTheEndOfAFile() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("before\n", to: "log")
    let descriptor = open(path, O_WRONLY | O_APPEND)
    defer { close(descriptor) }
    let writer = LineWriter(descriptor)
    for number in 0..<1000 { writer.write("line \(number)") { "\($0) lost" } }
    // Whoever shares the descriptor writes behind it.
    #expect(write(descriptor, "after\n", 6) == 6)
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 100_000)
    let count = fread(&bytes, 1, bytes.count, file)
    let lines = String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n").map(String.init)
    #expect(lines == ["before"] + (0..<1000).map { "line \($0)" } + ["after"])
  }
}
