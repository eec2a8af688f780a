import Checkpoints
import Glibc
import TestSupport
import Testing

@testable import EncodingsServer

/// What tells one state of a file, or of a folder, from another.
@Suite struct FileIdentityTests {
  @Test func isTheSameWhileNothingChanges() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("a", to: "a")
    let identity = try #require(FileIdentity(path: path))
    #expect(identity == FileIdentity(path: path) && identity.words == FileIdentity(path: path)?.words)
    #expect(identity.size == 1)
    #expect(FileIdentity(path: folder("none")) == nil)
  }

  @Test func changesWithTheContentTheFileAndItsTimes() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("a", to: "a")
    var seen: Set<String> = []
    func note(_ what: String) throws {
      #expect(seen.insert(try #require(FileIdentity(path: path)).words).inserted, "\(what)")
    }
    try note("as it was")
    try folder.write("ab", to: "a")
    try note("another file of another size")
    try folder.write("cd", to: "b")
    #expect(rename(folder("b"), path) == 0)
    try note("another file of the same size")
    var times = [timespec(tv_sec: 1, tv_nsec: 2), timespec(tv_sec: 3, tv_nsec: 4)]
    #expect(utimensat(AT_FDCWD, path, &times, 0) == 0)
    try note("the time of its last change")
    #expect(FileIdentity(path: path)?.modified == 3_000_000_004)
  }

  @Test func ofAFolderIsThatOfEveryFileInIt() throws {
    let folder = try TemporaryDirectory()
    try folder.write("a", to: "m/config.json")
    try folder.write("b", to: "m/model.safetensors")
    func identity() -> FolderIdentity { FolderIdentity(folder: folder("m")) }
    let first = identity()
    #expect(first == identity())
    try folder.write("c", to: "m/tokenizer.json")
    let second = identity()
    #expect(second != first)
    #expect(rename(folder("m/tokenizer.json"), folder("m/vocab.json")) == 0)
    let third = identity()
    #expect(third != second)
    unlink(folder("m/vocab.json"))
    #expect(identity() == first)
    try folder.write("d", to: "m/model.safetensors")
    #expect(identity() != first)
    #expect(FolderIdentity(folder: folder("none")) != first)
    #expect(FolderIdentity(folder: folder("none")) == FolderIdentity(folder: folder("no")))
  }
}
