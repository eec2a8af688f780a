import EncodingsProtocol
import Logging
import Glibc
import TestSupport
import Testing

@testable import EncodingsServer

/// The file that a daemon is configured by.
@Suite struct ConfigurationFileTests {
  private static func read(_ text: String) throws(ConfigurationError) -> Configuration {
    var configuration = Configuration()
    try ConfigurationFile.apply(Array(text.utf8), source: .file(path: "/etc/f.json"), to: &configuration)
    return configuration
  }

  private static func damage(_ text: String) throws -> ConfigurationError {
    try #require(throws: ConfigurationError.self) { try Self.read(text) }
  }

  @Test func anEmptyObjectChangesNothing() throws {
    #expect(try Self.read("{}") == Configuration())
  }

  @Test func valuesOfEveryKindAreTaken() throws {
    let configuration = try Self.read(
      """
      {
        "socket": "/run/e.sock", "models": ["/srv/a", "/srv/b"], "logLevel": "debug",
        "threads": 3, "idleSeconds": 4.0, "waitingBytes": 2048
      }
      """)
    #expect(configuration.socket == "/run/e.sock" && configuration.models == ["/srv/a", "/srv/b"])
    #expect(configuration.logLevel == .debug && configuration.threads == 3)
    #expect(configuration.limits.idleSeconds == 4 && configuration.limits.bytes == 2048)
  }

  @Test(arguments: [
    ("{\n  \"threads\": 3,\n  \"threds\": 4\n}", 3, "threds", "there is no such key; did you mean threads?"),
    ("{\"threads\":\n\n\"3\"}", 3, "threads", "must be an integer, not the string \"3\""),
    ("{\"threads\": 1025}", 1, "threads", "must be an integer from 0 to 1024, not 1025"),
    ("{\n\"frameSeconds\": 0}", 2, "frameSeconds", "must be an integer from 1 to 86400, not 0"),
    ("{\"threads\": 1.5}", 1, "threads", "must be an integer, not 1.5"),
    ("{\"threads\": null}", 1, "threads", "must be an integer, not null"),
    ("{\"socket\": \"\"}", 1, "socket", "must not be empty"),
    ("{\"socket\": 7}", 1, "socket", "must be a string, not 7"),
    ("{\"models\": \"/srv/a\"}", 1, "models", "must be an array of strings, not the string \"/srv/a\""),
    ("{\n\n\n\"models\": [\"/a\", 1]}", 4, "models", "must be an array of strings, not 1"),
    (
      "{\"logLevel\": \"debugg\"}", 1, "logLevel",
      "must be one of trace, debug, info, notice, warning, error,"
    ),
    ("{\"logLevel\": \"debugg\"}", 1, "logLevel", "not \"debugg\"; did you mean debug?"),
    ("{\"xyzzy\": {\"a\": 1}}", 1, "xyzzy", "there is no such key"),
  ])
  func damageIsToldByLineAndKey(_ text: String, _ line: Int, _ key: String, _ words: String) throws {
    let error = try Self.damage(text)
    #expect(error.source == .file(path: "/etc/f.json") && error.line == line && error.key == key)
    #expect(error.reason.contains(words), "\(error)")
    #expect(error.description == "/etc/f.json:\(line): \(key): \(error.reason)")
  }

  @Test(arguments: [
    ("", 1), ("[]", 1), ("3", 1), ("{\n\"threads\": 3,\n}", 3), ("{\"threads\": 3\n\"socket\": 1}", 2),
    ("{\"threads\": 3}\n\n\nx", 4), ("{\n\n\"threads\": nan}", 3), ("{\"threads\": 1,\n\"threads\": 2}", 2),
  ])
  func whatIsNoObjectIsToldByLine(_ text: String, _ line: Int) throws {
    let error = try Self.damage(text)
    #expect(error.source == .file(path: "/etc/f.json") && error.line == line && error.key == nil, "\(error)")
    #expect(error.reason.hasPrefix("this is not valid JSON: "), "\(error)")
  }

  @Test func aFileThatIsDamagedChangesNothingByHalves() throws {
    // Whoever reads again keeps the old configuration, so what was read before the mistake must not matter.
    let folder = try TemporaryDirectory()
    let file = try folder.write(#"{"threads": 3, "threds": 1}"#, to: "c.json")
    let sources = ConfigurationSources(file: file, environment: [:])
    #expect(throws: ConfigurationError.self) { try sources.read() }
    try folder.write(#"{"threads": 3}"#, to: "c.json")
    #expect(try sources.read().threads == 3)
  }

  @Test(.timeLimit(.minutes(1))) func aFileThatCannotBeReadIsNamed() throws {
    let folder = try TemporaryDirectory()
    let pipe = folder("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let long = try folder.write([UInt8](repeating: 0x20, count: (1 << 20) + 1), to: "long.json")
    for (path, words) in [
      (folder("none.json"), "cannot open the file: No such file"),
      (folder.path, "cannot read what is no regular file"), (pipe, "cannot read what is no regular file"),
      (long, "the file is longer than 1048576 bytes"),
    ] {
      var configuration = Configuration()
      let error = try #require(throws: ConfigurationError.self) {
        try ConfigurationFile.apply(path, to: &configuration)
      }
      #expect(
        error.source == .file(path: path) && error.line == nil && error.reason.contains(words), "\(error)")
    }
  }
}
