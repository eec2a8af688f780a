import EncodingsClient
import EncodingsProtocol
import Foundation
import Testing

/// What becomes of a daemon whose messages nobody reads.
@Suite(.enabled(if: binariesAreHere, "ENCODINGS_BINARIES names no folder"))
struct LogTests {
  @Test func aReaderWhoSleepsStopsNothingAndIsToldWhatItMissed() async throws {
    let pipe = Pipe()
    let daemon = try await RunningDaemon(
      models: [tinyModel("tiny-bert-f32")], ["--log-level", "info"],
      complaints: pipe.fileHandleForWriting)
    var connection = try Connection(to: daemon.socket, timeout: .seconds(20))
    // A line has more than a hundred bytes, and a pipe holds 64 KiB.
    for _ in 0..<2000 { _ = try connection.result(of: .models, NoParameters()) }
    var said = ""
    let told = "lines before were not taken"
    for _ in 0..<2000 where !said.contains(told) {
      said += String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
      // Another line, now that there is room, and behind it how many there were none for.
      _ = try connection.result(of: .models, NoParameters())
    }
    #expect(said.contains(told))
    let lines = said.count { $0 == "\n" }
    #expect(lines > 100 && lines < 2000)
  }

  @Test func itSaysWhatItComputesWith() async throws {
    let pipe = Pipe()
    let daemon = try await RunningDaemon(
      models: [tinyModel("tiny-bert-f32")], ["--threads", "3"], complaints: pipe.fileHandleForWriting)
    var said = ""
    while !said.contains("serving") || !said.hasSuffix("\n") {
      let more = pipe.fileHandleForReading.availableData
      try #require(!more.isEmpty, "it said no more than \(said)")
      said += String(decoding: more, as: UTF8.self)
    }
    let line = try #require(said.split(separator: "\n").first { $0.contains("serving") })
    #expect(line.contains(" socket=\(daemon.socket) threads=3 units="))
    let flags = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    #expect(line.contains("units=portable") == !flags.contains(" avx2 "))
  }
}
