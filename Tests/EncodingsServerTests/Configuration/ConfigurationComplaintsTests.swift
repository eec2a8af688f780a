import TestSupport
import Testing

@testable import EncodingsServer

/// What is said of a configuration before the daemon runs with it.
@Suite struct ConfigurationComplaintsTests {
  @Test func foldersThatCanBeServedAreRight() throws {
    var configuration = Configuration()
    #expect(configuration.complaints.isEmpty)
    configuration.socket = "/run/e.sock"
    configuration.models = ["tiny-bert-f32", "tiny-roberta-f16"].map {
      RepositoryRoot.file("Tests/Reference/models/\($0)")
    }
    #expect(configuration.complaints.isEmpty)
  }

  @Test func whatCannotBeServedIsNamed() throws {
    let folder = try TemporaryDirectory()
    for name in ["x/a", "y/a"] { try folder.write("{}", to: "\(name)/config.json") }
    var configuration = Configuration()
    configuration.models = [folder("x/a"), folder("y/a"), folder("none"), "~/models/b"]
    let complaints = configuration.complaints
    // Both are tried: whoever mends one wants to know of the other.
    let damaged = complaints.filter { $0.contains("/a/config.json: ") }
    #expect(damaged.count == 2, "\(complaints)")
    #expect(
      complaints.filter { !damaged.contains($0) } == [
        "models: \(folder("x/a")) and \(folder("y/a")) have one name, so only the first is served",
        "models: there is no \(folder("none"))/config.json",
        "models: there is no ~/models/b/config.json; write the whole path: ~ means nothing here",
      ])
  }

  @Test func whatLiesWhereTheSocketWouldBeIsNamed() throws {
    let folder = try TemporaryDirectory()
    try folder.write("", to: "file")
    var configuration = Configuration()
    configuration.socket = folder("file")
    #expect(
      configuration.complaints == [
        "socket: \(folder("file")) exists and is no socket; move it away, or choose another path with --socket"
      ])
    configuration.socket = folder("nothing")
    #expect(configuration.complaints.isEmpty)
  }

  @Test(arguments: ["/" + String(repeating: "x", count: 107), "/run/a\u{0}b"])
  func aSocketThatCannotBeIsNamed(_ path: String) {
    var configuration = Configuration()
    configuration.socket = path
    #expect(configuration.complaints.count == 1)
    #expect(configuration.complaints.first?.hasPrefix("socket: a path has 1 to 107 bytes") == true)
  }
}
