import EncodingsClient
import EncodingsProtocol
import Foundation
import TestSupport
import Testing

/// Whether the binaries under test are at hand.
let binariesAreHere = TestData.binaries != nil

/// The path of a model that the repository carries.
func tinyModel(_ name: String) -> String { RepositoryRoot.file("Tests/Reference/models/\(name)") }

/// The real daemon on a socket of its own, with nothing of the machine's in its way.
final class RunningDaemon: Sendable {
  let folder: TemporaryDirectory
  let socket: String
  let program: Program

  /// Starts a daemon and waits until it answers.
  init(
    models: [String], _ arguments: [String] = [], environment: [String: String] = [:],
    complaints: FileHandle? = nil
  ) async throws {
    folder = try TemporaryDirectory()
    socket = folder("e.sock")
    let own = [
      "ENCODINGS_CACHE_FOLDER": folder("cache"), "ENCODINGS_CONFIG": try folder.write("{}", to: "none.json"),
    ]
    program = try Program(
      #require(TestData.binaries) + "/encodingsd",
      models.flatMap { ["--model", $0] } + ["--socket", socket] + arguments,
      environment: own.merging(environment) { _, given in given }, complaints: complaints)
    let start = ContinuousClock.now
    while (try? Connection(to: socket)) == nil {
      guard program.isRunning, start.duration(to: .now) < .seconds(60) else {
        throw NotServing(log: program.complaint)
      }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  // A folder that the daemon still cleans up cannot be removed reliably.
  deinit { program.stop() }

  /// Starts `encctl` for this daemon.
  func start(
    _ arguments: [String], environment: [String: String] = [:], input: [UInt8] = [],
    output: FileHandle? = nil
  ) throws -> Program {
    let own = ["ENCODINGS_SOCKET": socket].merging(environment) { _, given in given }
    return try Program(
      #require(TestData.binaries) + "/encctl", arguments, environment: own, input: input, output: output)
  }

  /// Runs `encctl` to its end.
  func ask(
    _ arguments: String..., environment: [String: String] = [:], input: [UInt8] = []
  ) async throws -> Ended {
    try await start(arguments, environment: environment, input: input).end()
  }

  /// A trace by way of `encctl --json`.
  func trace(_ arguments: [String], input: [UInt8] = []) async throws -> TraceResult {
    let ended = try await start(["trace", "--json"] + arguments, input: input).end()
    try #require(ended.status == 0, "\(ended)")
    return try JSONDecoder().decode(TraceResult.self, from: Data(ended.output.utf8))
  }

  /// Whether it still answers the question that every test may ask.
  func servesOn() async throws -> Bool {
    try await ask("trace", "Time flies.", "1", "--top", "1").status == 0
  }
}

/// A daemon that did not come up, with what it said.
struct NotServing: Error {
  var log: String
}
