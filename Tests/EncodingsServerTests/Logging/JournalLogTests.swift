import Glibc
import Logging
import TestSupport
import Testing

@testable import EncodingsServer

/// Entries as a journal receives them, and a journal that does not.
@Suite struct JournalLogTests {
  /// A journal's socket that is read when a test wants it.
  private final class Journal: Sendable {
    let path: String
    private let folder: TemporaryDirectory
    private let descriptor: Int32

    init(in folder: TemporaryDirectory) throws {
      self.folder = folder
      path = folder("journal")
      descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
      let address = try #require(UnixAddress(path: path))
      let descriptor = descriptor
      #expect(address.withPointer { bind(descriptor, $0, $1) } == 0)
    }

    deinit { close(descriptor) }

    /// The next entry's fields, read by the format's own description; nil where there is none.
    func next() throws -> [String: String]? {
      var bytes = [UInt8](repeating: 0, count: 1 << 16)
      let count = recv(descriptor, &bytes, bytes.count, 0)
      guard count >= 0 else { return nil }
      var rest = bytes.prefix(count)
      var fields: [String: String] = [:]
      while !rest.isEmpty {
        let end = try #require(rest.firstIndex { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "\n") })
        let name = String(decoding: rest[..<end], as: UTF8.self)
        var value = rest[(end + 1)...]
        if rest[end] == UInt8(ascii: "=") {
          value = value.prefix { $0 != UInt8(ascii: "\n") }
        } else {
          let length = value.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
          value = value.dropFirst(8).prefix(length)
          #expect(value.count == length)
        }
        #expect(fields.updateValue(String(decoding: value, as: UTF8.self), forKey: name) == nil)
        #expect(rest[value.endIndex] == UInt8(ascii: "\n"))
        rest = rest[(value.endIndex + 1)...]
      }
      return fields
    }
  }

  private static func log(to path: String) -> Logger {
    Logger(label: "test") { _ in
      JournalLog(threshold: LogThreshold(.info), socket: JournalSocket(path: path))
    }
  }

  @Test func anEntryHasAFieldForEachPieceOfMetadata() throws {
    let journal = try Journal(in: TemporaryDirectory())
    let log = Self.log(to: journal.path)
    log.warning("a = b", metadata: ["queuedUs": "12", "reason": "two\nlines=\n", "model": ""])
    log.debug("not wanted")
    #expect(
      try journal.next() == [
        "MESSAGE": "a = b queuedUs=12 reason=two\\u{a}lines=\\u{a}", "PRIORITY": "4",
        "SYSLOG_IDENTIFIER": "encodingsd", "QUEUED_US": "12",
        "REASON": "two\nlines=\n",
      ])
    #expect(try journal.next() == nil)
  }

  @Test(.timeLimit(.minutes(1))) func aJournalThatStandsStillHoldsNobodyUp() throws {
    let journal = try Journal(in: TemporaryDirectory())
    let log = Self.log(to: journal.path)
    let count = 20_000
    for number in 0..<count { log.info("\(number)") }
    var taken: [String] = []
    while let entry = try journal.next() { taken.append(entry["MESSAGE"] ?? "") }
    #expect(taken == (0..<taken.count).map(String.init) && (1..<count).contains(taken.count))
    log.info("on")
    #expect(try journal.next()?["MESSAGE"] == "on")
    let told = try journal.next()
    #expect(told?["MESSAGE"] == "\(count - taken.count) entries before were not taken")
    #expect(told?["PRIORITY"] == "4")
    #expect(try journal.next() == nil)
  }

  @Test func aJournalMayComeLater() throws {
    let folder = try TemporaryDirectory()
    let log = Self.log(to: folder("journal"))
    for _ in 1...2 { log.error("lost") }
    let journal = try Journal(in: folder)
    log.error("taken")
    #expect(try journal.next()?["MESSAGE"] == "taken")
    #expect(try journal.next()?["MESSAGE"] == "2 entries before were not taken")
    log.error("taken, too")
    #expect(try journal.next()?["MESSAGE"] == "taken, too")
    #expect(try journal.next() == nil)
  }

  @Test(arguments: ["", String(repeating: "x", count: 200)])
  func whereNoJournalCanBeEntriesAreLost(path: String) {
    let socket = JournalSocket(path: path)
    var told = 0
    for _ in 1...2 {
      socket.send([("MESSAGE", "lost")]) { _ in
        told += 1
        return []
      }
    }
    #expect(UnixAddress(path: path) == nil && told == 0)
  }
}
