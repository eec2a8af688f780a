import Foundation
import TestSupport
import Testing

/// What a person sees: width and colour follow the place that is written to.
@Suite(.enabled(if: binariesAreHere, "ENCODINGS_BINARIES names no folder"))
struct DisplayTests {
  private static let question = ["trace", "Time flies like an arrow.", "2"]

  @Test func aPipeGetsNoColourAndEightyColumns() async throws {
    let daemon = try await RunningDaemon(models: [tinyModel("tiny-bert-f32")])
    let piped = try await daemon.start(Self.question).end()
    #expect(piped.status == 0 && !piped.output.contains("\u{1B}"))
    #expect(piped.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    let forced = try await daemon.start(Self.question + ["--color", "always"]).end()
    #expect(forced.output.contains("\u{1B}["))
  }

  @Test func optionsMayComeBeforeTheCommand() async throws {
    let daemon = try await RunningDaemon(models: [tinyModel("tiny-bert-f32")])
    let options = ["--color", "always", "--timeout=60", "--top", "2"]
    let behind = try await daemon.start(Self.question + options).end()
    let before = try await daemon.start(options + Self.question).end()
    #expect(before.status == 0 && before.output == behind.output && before.output.contains("\u{1B}["))
  }

  @Test func aTerminalGetsColourUnlessNotWanted() async throws {
    let daemon = try await RunningDaemon(models: [tinyModel("tiny-bert-f32")])
    let coloured = try await shown(by: daemon, columns: 80, environment: ["TERM": "xterm"])
    #expect(coloured.contains("\u{1B}["))
    let plain = try await shown(by: daemon, columns: 80, environment: ["TERM": "xterm", "NO_COLOR": "1"])
    #expect(!plain.contains("\u{1B}"))
    let dumb = try await shown(by: daemon, columns: 80, environment: ["TERM": "dumb"])
    #expect(!dumb.contains("\u{1B}"))
  }

  @Test func asManyNeighboursAreShownAsAreAskedFor() async throws {
    let daemon = try await RunningDaemon(models: [tinyModel("tiny-bert-f32")])
    let trace = try await daemon.trace(Self.question.dropFirst() + ["--top", "40", "--layers", "1"])
    let page = try await daemon.start(Self.question + ["--top", "40", "--layers", "1"]).end().output
    let shown = page.split(whereSeparator: \.isWhitespace)
    #expect(trace.journeys[0].layers[0].neighbors.count == 40)
    for neighbor in trace.journeys[0].layers[0].neighbors {
      #expect(shown.contains { $0 == neighbor.token || $0 == "▶" + neighbor.token }, "\(page)")
    }
    let short = try await daemon.start(Self.question + ["--layers", "1"]).end().output
    #expect(short.contains("--json all of them") && !page.contains("--json"), "\(short)")
  }

  @Test func aWideTerminalIsUsed() async throws {
    let daemon = try await RunningDaemon(models: [tinyModel("tiny-bert-f32")])
    for columns in [50, 80, 160] {
      let page = try await shown(by: daemon, columns: UInt16(columns), environment: ["NO_COLOR": "1"])
      let widest = page.split(separator: "\r\n").map(\.count).max() ?? 0
      #expect(widest <= columns && widest > columns * 3 / 5, "\(columns): \(page)")
    }
  }

  /// What `encctl` writes to a terminal of so many columns.
  private func shown(
    by daemon: RunningDaemon, columns: UInt16, environment: [String: String]
  ) async throws -> String {
    let terminal = try PseudoTerminal(columns: columns)
    let program = try daemon.start(
      Self.question, environment: environment, output: FileHandle(fileDescriptor: terminal.programsEnd))
    let ended = try await program.end()
    #expect(ended.status == 0, "\(ended)")
    return terminal.text()
  }
}

/// A terminal without a person. It holds little, but more than a page of the test model.
private final class PseudoTerminal {
  let programsEnd: Int32
  private let ownEnd: Int32

  init(columns: UInt16) throws {
    // What posix_openpt, grantpt, unlockpt and ptsname do on Linux; Swift's Glibc does not have them.
    ownEnd = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var locked: Int32 = 0
    var number: Int32 = 0
    guard ownEnd >= 0, ioctl(ownEnd, 0x4004_5431, &locked) == 0, ioctl(ownEnd, 0x8004_5430, &number) == 0
    else {
      throw POSIXFailure(call: "ptmx", code: errno)
    }
    programsEnd = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    guard programsEnd >= 0 else { throw POSIXFailure(call: "open", code: errno) }
    var size = winsize(ws_row: 50, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(ownEnd, UInt(TIOCSWINSZ), &size)
  }

  deinit {
    close(programsEnd)
    close(ownEnd)
  }

  /// What has been written so far.
  func text() -> String {
    _ = fcntl(ownEnd, F_SETFL, O_NONBLOCK)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = read(ownEnd, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
