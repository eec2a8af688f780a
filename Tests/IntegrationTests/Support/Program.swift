import Foundation
import TestSupport

/// A program that was run to its end.
struct Ended: Sendable, CustomStringConvertible {
  var status: Int32
  /// Whether a signal ended it; `status` is then the signal's number.
  var signalled: Bool
  var output: String
  var complaint: String

  var description: String { "status \(status)\(signalled ? " (signal)" : ""): \(complaint)" }
}

/// A program that runs with files for its standard streams, so that neither side ever waits for the other.
final class Program: Sendable {
  private let folder: TemporaryDirectory
  private let process = Process()
  private let ended = AsyncStream<Void>.makeStream()

  /// What `Deploy/sanitize` tells the sanitizers, which the programs under test are built with then.
  private static let sanitizers = ProcessInfo.processInfo.environment.filter {
    ["ASAN_OPTIONS", "TSAN_OPTIONS"].contains($0.key)
  }

  /// Starts `path` with nothing in its environment but what is given here, and the sanitizers' options.
  init(
    _ path: String, _ arguments: [String], environment: [String: String] = [:], input: [UInt8] = [],
    output: FileHandle? = nil, complaints: FileHandle? = nil
  ) throws {
    folder = try TemporaryDirectory()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    let fixed = ["PATH": "/usr/bin:/bin", "HOME": folder.path, "LC_ALL": "C.UTF-8"]
    process.environment = fixed.merging(Self.sanitizers) { own, _ in own }
      .merging(environment) { _, given in given }
    try folder.write(input, to: "input")
    try folder.write([], to: "output")
    try folder.write([], to: "complaint")
    var opened: [FileHandle] = []
    // A process that has ended keeps its files, and Foundation cannot start another one beside many hundreds of them.
    defer { for file in opened { try? file.close() } }
    func open(_ name: String, _ handle: (URL) throws -> FileHandle) throws -> FileHandle {
      let file = try handle(URL(filePath: folder(name)))
      opened.append(file)
      return file
    }
    process.standardInput = try open("input", FileHandle.init(forReadingFrom:))
    process.standardOutput = try output ?? open("output", FileHandle.init(forWritingTo:))
    process.standardError = try complaints ?? open("complaint", FileHandle.init(forWritingTo:))
    process.terminationHandler = { [ended] _ in ended.continuation.finish() }
    try process.run()
  }

  var identifier: Int32 { process.processIdentifier }

  var isRunning: Bool { process.isRunning }

  /// What it has written to standard error so far.
  var complaint: String { text("complaint") }

  func send(_ signal: Int32) {
    kill(identifier, signal)
  }

  /// Ends it, and returns when it is gone; for a place that cannot await.
  func stop() {
    let killed = ContinuousClock.now + .seconds(10)
    if isRunning { send(SIGTERM) }
    while isRunning, !hasEnded {
      if ContinuousClock.now > killed { send(SIGKILL) }
      usleep(1000)
    }
  }

  /// Whether the kernel has it for dead. Foundation hears of it when the last copy of a socket is closed, which a program
  /// that was started at the same moment may hold: to wait for that here would keep its test from ending it.
  private var hasEnded: Bool {
    guard let stat = try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8),
      let name = stat.lastIndex(of: ")")
    else { return true }
    return stat[name...].dropFirst(2).first == "Z"
  }

  /// Waits for its end; one that has not ended after `seconds` is killed, and the test told.
  func end(within seconds: Int = 60) async throws -> Ended {
    let guardian = Task { [identifier] in
      try await Task.sleep(for: .seconds(seconds))
      kill(identifier, SIGKILL)
    }
    for await _ in ended.stream {}
    guardian.cancel()
    return Ended(
      status: process.terminationStatus, signalled: process.terminationReason == .uncaughtSignal,
      output: text("output"), complaint: complaint)
  }

  private func text(_ name: String) -> String {
    String(decoding: (try? Data(contentsOf: URL(filePath: folder(name)))) ?? Data(), as: UTF8.self)
  }
}
