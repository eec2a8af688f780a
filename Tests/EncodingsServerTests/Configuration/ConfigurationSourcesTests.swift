import Glibc
import EncodingsProtocol
import TestSupport
import Testing

@testable import EncodingsServer

/// Which source of a setting wins.
@Suite struct ConfigurationSourcesTests {
  @Test func flagsWinOverTheEnvironmentAndThatOverTheFile() throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write(
      #"{"threads": 1, "connections": 1, "requests": 1, "models": ["/file"]}"#, to: "c.json")
    var sources = ConfigurationSources(
      file: file,
      environment: [
        "ENCODINGS_CONNECTIONS": "2", "ENCODINGS_REQUESTS": "2", "ENCODINGS_MODELS": "/one:/two",
        "ENCODINGS_THREADS": "", "ENCODINGS_UNKNOWN": "x",
      ],
      flags: [(key: "requests", value: "3"), (key: "socket", value: "/s"), (key: "socket", value: "/t")])
    let configuration = try sources.read()
    #expect(configuration.threads == 1)
    #expect(configuration.limits.connections == 2)
    #expect(configuration.limits.requests == 3)
    #expect(configuration.models == ["/one", "/two"])
    // Of two flags the later wins.
    #expect(configuration.socket == "/t")
    sources.models = ["/flag"]
    #expect(try sources.read().models == ["/flag"])
  }

  @Test func theFileIsTheNamedOneThenTheEnvironmentsThenTheDefault() throws {
    let folder = try TemporaryDirectory()
    let flag = try folder.write(#"{"threads": 1}"#, to: "flag.json")
    let variable = try folder.write(#"{"threads": 2}"#, to: "variable.json")
    func threads(_ file: String?, _ environment: [String: String]) throws -> Int {
      try ConfigurationSources(file: file, environment: environment).read().threads
    }
    #expect(try threads(flag, ["ENCODINGS_CONFIG": variable]) == 1)
    #expect(try threads(nil, ["ENCODINGS_CONFIG": variable]) == 2)
    #expect(throws: ConfigurationError.self) { try threads(folder("none"), [:]) }
    #expect(throws: ConfigurationError.self) { try threads(nil, ["ENCODINGS_CONFIG": folder("none")]) }
  }

  @Test func withoutADefaultFileThereAreTheDefaults() throws {
    let folder = try TemporaryDirectory()
    var sources = ConfigurationSources(file: nil, environment: ["XDG_CONFIG_HOME": folder.path])
    sources.isSystem = false
    #expect(try sources.read() == Configuration())
    try folder.write(#"{"threads": 5}"#, to: "encodings/encodingsd.json")
    #expect(try sources.read().threads == 5)
  }

  /// What is there but cannot be read must not count as none.
  @Test func aDefaultFileThatLeadsNowhereIsAMistake() throws {
    let folder = try TemporaryDirectory()
    var sources = ConfigurationSources(file: nil, environment: ["XDG_CONFIG_HOME": folder.path])
    sources.isSystem = false
    let path = try folder.write("{}", to: "encodings/encodingsd.json")
    #expect(unlink(path) == 0 && symlink(folder("none"), path) == 0)
    let error = try #require(throws: ConfigurationError.self) { try sources.read() }
    #expect(error.source == .file(path: path) && error.reason.contains("No such file"))
  }

  @Test func mistakesNameTheirSourceAndKey() throws {
    func mistake(_ environment: [String: String], _ flags: [(key: String, value: String)]) throws -> String {
      let folder = try TemporaryDirectory()
      let sources = ConfigurationSources(
        file: try folder.write("{}", to: "c.json"), environment: environment, flags: flags)
      return try #require(throws: ConfigurationError.self) { try sources.read() }.description
    }
    #expect(
      try mistake(["ENCODINGS_THREADS": "many"], [])
        == #"environment: ENCODINGS_THREADS: must be an integer from 0 to 1024, not "many""#)
    #expect(
      try mistake([:], [(key: "thread", value: "1")])
        == "flags: thread: there is no such key; did you mean threads?")
    #expect(
      try mistake([:], [(key: "threads", value: "9999")])
        == "flags: threads: must be an integer from 0 to 1024, not 9999")
    #expect(
      try mistake([:], [(key: "socket", value: "")])
        == "flags: socket: must not be empty")
  }
}
