import TestSupport
import Testing

@testable import EncodingsServer

/// The models of a daemon that was given none.
@Suite struct InstalledModelsTests {
  @Test func areFoldersWithAConfigurationByRootAndName() throws {
    let folder = try TemporaryDirectory()
    for name in ["own/b", "own/a", "own/.hidden", "shared/c", "shared/a"] {
      try folder.write("{}", to: "\(name)/config.json")
    }
    try folder.write("", to: "own/empty/readme")
    try folder.write("{}", to: "own/config.json")
    let found = InstalledModels.folders(in: [folder("none"), folder("own"), folder("shared")])
    #expect(found == ["own/a", "own/b", "shared/a", "shared/c"].map { folder($0) })
  }
}
