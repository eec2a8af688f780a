import Checkpoints
import Glibc
import TestSupport
import Testing

@testable import EncodingsServer

/// Paths and the folders they lead to.
@Suite struct FoldersTests {
  @Test(arguments: [
    ("/a/b", "/a", "b"), ("a/b", "a", "b"), ("b", ".", "b"), ("/b", "/", "b"), ("/", "/", ""), ("", ".", ""),
    ("/é/日本", "/é", "日本"),
  ])
  func havePartsBeforeAndBehindTheLastSlash(_ path: String, _ parent: String, _ name: String) {
    #expect(Folders.parent(of: path) == parent && Folders.name(of: path) == name)
  }

  @Test(arguments: [
    ("/a/b", "/a/b"), ("/a/b/", "/a/b"), ("/a/b//", "/a/b"), ("a/b/", "a/b"), ("b/", "b"), ("b", "b"),
    ("/b/", "/b"),
  ])
  func areNamedWhateverTheShellAppended(_ path: String, _ named: String) {
    #expect(Folders.withName(path) == named)
  }

  @Test func areNamedHoweverTheyAreReached() throws {
    let folder = try TemporaryDirectory()
    #expect(mkdir(folder("model"), 0o755) == 0)
    let model = Folders.withName(folder("model"))
    for path in ["model/.", "model/../model/", "model/./", "model/sub/.."] {
      if path.contains("sub") { #expect(mkdir(folder("model/sub"), 0o755) == 0) }
      let named = Folders.withName(folder(path))
      #expect(Folders.name(of: named) == "model" && FileIdentity(path: named) == FileIdentity(path: model))
    }
    #expect(Folders.withName("none/..") == "none/..")
  }

  @Test func areMadeWithThoseAboveThem() throws {
    let folder = try TemporaryDirectory()
    try Folders.make(folder("a/b/c"), mode: 0o700)
    try Folders.make(folder("a/b/c"), mode: 0o700)
    #expect(Folders.exists(folder("a/b/c")))
    let file = try folder.write("", to: "file")
    for path in [file + "/a", file] {
      let error = try #require(throws: SystemError.self) { try Folders.make(path, mode: 0o700) }
      #expect(error.attempt == "cannot make the folder \(file)")
    }
  }

  @Test func areListedByNameWithoutFilesAndHiddenOnes() throws {
    let folder = try TemporaryDirectory()
    for name in ["b", "a", "Z", "é", ".hidden"] { #expect(mkdir(folder(name), 0o755) == 0) }
    try folder.write("", to: "file")
    #expect(symlink(folder("a"), folder("link")) == 0)
    #expect(symlink(folder("none"), folder("dangling")) == 0)
    #expect(Folders.folders(in: folder.path) == ["Z", "a", "b", "link", "é"].map { folder($0) })
    #expect(Folders.folders(in: folder("none")).isEmpty)
  }
}
