import TestSupport
import Testing

@testable import EncodingsServer

/// What is said of model folders before they are loaded.
@Suite struct ModelFoldersTests {
  @Test func foldersWithAConfigurationAreRight() throws {
    let folder = try TemporaryDirectory()
    for name in ["a", "b"] { try folder.write("{}", to: "\(name)/config.json") }
    var configuration = Configuration()
    #expect(configuration.modelComplaints.isEmpty)
    configuration.models = [folder("a"), folder("b/")]
    #expect(configuration.modelComplaints.isEmpty)
  }

  @Test func whatCannotBeServedIsNamed() throws {
    let folder = try TemporaryDirectory()
    for name in ["x/a", "y/a"] { try folder.write("{}", to: "\(name)/config.json") }
    var configuration = Configuration()
    configuration.models = [folder("x/a"), folder("y/a"), folder("none"), "~/models/b"]
    #expect(
      configuration.modelComplaints == [
        "models: \(folder("x/a")) and \(folder("y/a")) have one name, so only the first is served",
        "models: there is no \(folder("none"))/config.json",
        "models: there is no ~/models/b/config.json; write the whole path: ~ means nothing here",
      ])
  }
}
