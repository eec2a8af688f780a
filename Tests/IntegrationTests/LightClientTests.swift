import Foundation
import TestSupport
import Testing

/// `encctl` stays light: what it links, and how long it takes to start.
@Suite(.enabled(if: binariesAreHere, "ENCODINGS_BINARIES names no folder"))
struct LightClientTests {
  @Test func needsNothingButTheSystemsLibraries() throws {
    let binary = try ELFNames(TestData.binaries ?? "", "encctl")
    let allowed = [
      "libc.so", "libm.so", "libstdc++.so", "libgcc_s.so", "ld-linux", "libdl.so", "libpthread.so",
    ]
    for library in binary.libraries {
      #expect(allowed.contains { library.hasPrefix($0) }, "encctl needs \(library)")
    }
  }

  @Test func carriesNoHeavyLibrary() throws {
    let heavy = ["NIOCore", "NIOPosix", "cblas_sgemm", "FoundationInternationalization", "ucol_open"]
    let client = try ELFNames(TestData.binaries ?? "", "encctl")
    for name in heavy { #expect(!client.contains(name), "encctl carries \(name)") }
    // The search finds what is there: the daemon has NIO, and the client the parser.
    #expect(try ELFNames(TestData.binaries ?? "", "encodingsd").contains("NIOCore"))
    #expect(client.contains("ArgumentParser"))
  }

  /// What is opened first must not be taken for a standard stream that is closed.
  @Test(.timeLimit(.minutes(1))) func closedStreamsAreNoSuccess() async throws {
    let daemon = try await RunningDaemon(models: [tinyModel("tiny-bert-f32")])
    let encctl = try #require(TestData.binaries) + "/encctl"
    for command in ["models", "trace a 1 --json --top 300"] {
      let ended = try await Program(
        "/bin/sh", ["-c", "exec \"$0\" \(command) --socket \"$1\" <&- >&-", encctl, daemon.socket]
      ).end()
      #expect(ended.status == 1 && ended.complaint.contains("cannot write the answer"), "\(ended)")
    }
  }

  @Test func startUpIsMeasured() async throws {
    let encctl = try #require(TestData.binaries) + "/encctl"
    var times: [Duration] = []
    for _ in 0..<30 {
      let start = ContinuousClock.now
      let ended = try await Program(encctl, ["--version"]).end()
      times.append(start.duration(to: .now))
      #expect(ended.status == 0)
    }
    times.sort()
    print("encctl --version as a whole process: median \(times[15]), fastest \(times[0])")
  }
}

/// An ELF file's names: libraries it asks the loader for, and every string in it.
private struct ELFNames {
  let libraries: [String]
  private let bytes: Data

  init(_ folder: String, _ name: String) throws {
    bytes = try Data(contentsOf: URL(filePath: folder + "/" + name))
    let inspection = Process()
    let output = Pipe()
    inspection.executableURL = URL(filePath: "/usr/bin/env")
    inspection.arguments = ["readelf", "--dynamic", folder + "/" + name]
    inspection.standardOutput = output
    try inspection.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    inspection.waitUntilExit()
    libraries = text.split(separator: "\n").compactMap { line in
      guard line.contains("(NEEDED)"), let start = line.lastIndex(of: "["), let end = line.lastIndex(of: "]")
      else { return nil }
      return String(line[line.index(after: start)..<end])
    }
    try #require(!libraries.isEmpty, "readelf finds no library: \(text)")
  }

  /// Whether a symbol or string of the file has `name` in it.
  func contains(_ name: String) -> Bool { bytes.range(of: Data(name.utf8)) != nil }
}
