import Foundation
import TestSupport
import Testing

/// What the daemon survives: each scenario of Tests/Trust, shortened unless ENCODINGS_TRUST_FULL says otherwise.
///
/// One at a time, because they count memory and descriptors and load the machine.
@Suite(.serialized, .enabled(if: binariesAreHere, "ENCODINGS_BINARIES names no folder"))
struct TrustTests {
  static let folder = RepositoryRoot.file("Tests/Trust")

  static let scenarios: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasPrefix("scenario_") && $0.hasSuffix(".py") }.map { String($0.dropLast(3)) }
      .sorted()
  }()

  @Test func allScenariosAreThere() {
    #expect(Self.scenarios.compactMap { Int($0.split(separator: "_")[1]) } == Array(1...15))
  }

  @Test(.enabled(if: geteuid() == 0, "two users take root"), arguments: scenarios)
  func isSurvived(_ scenario: String) async throws {
    let environment = ProcessInfo.processInfo.environment
    let passed = ["ENCODINGS_BINARIES", "ENCODINGS_LARGE_MODEL", "ENCODINGS_TRUST_FULL"]
    let ended = try await Program(
      "/bin/bash", ["-c", "cd \(Self.folder) && exec python3 -B -m unittest \(scenario)"],
      environment: environment.filter { passed.contains($0.key) }
    ).end(within: 1800)
    #expect(ended.status == 0 && ended.complaint.contains("\nOK\n"), "\(ended)\n\(ended.output)")
    print(ended.output)
  }
}
