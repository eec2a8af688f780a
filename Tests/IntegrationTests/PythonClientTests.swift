import TestSupport
import Testing

/// The Python client that comes with the protocol, by its own tests.
@Suite(.enabled(if: binariesAreHere, "ENCODINGS_BINARIES names no folder"))
struct PythonClientTests {
  @Test(.enabled(if: Readme.model != nil, "ENCODINGS_MINILM names no folder"))
  func passesItsTests() async throws {
    let daemon = try await RunningDaemon(models: [#require(Readme.model)])
    let folder = RepositoryRoot.file("Protocol/clients/python")
    let ended = try await Program(
      "/bin/bash", ["-c", "cd \(folder) && exec python3 -B -W error -m unittest test_encodings_client"],
      environment: [
        "PATH": "/usr/bin:/bin", "ENCODINGS_SOCKET": daemon.socket,
        "ENCCTL": #require(TestData.binaries) + "/encctl",
      ]
    ).end(within: 300)
    #expect(ended.status == 0 && ended.complaint.contains("\nOK"), "\(ended)")
    print(ended.complaint.split(separator: "\n").filter { $0.hasPrefix("Ran ") }.joined())
  }
}
