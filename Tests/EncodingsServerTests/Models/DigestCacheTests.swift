import Checkpoints
import Glibc
import TestSupport
import Testing
import Tracing

@testable import EncodingsServer

/// Digests of weight files, computed and remembered.
@Suite struct DigestCacheTests {
  /// What the system's own program computes over the files, one after another.
  private static func independent(_ paths: [String]) throws -> String {
    let quoted = paths.map { "'\($0)'" }.joined(separator: " ")
    let stream = try #require(popen("cat \(quoted) | sha256sum", "r"))
    defer { pclose(stream) }
    var bytes = [CChar](repeating: 0, count: 65)
    _ = try #require(fgets(&bytes, 65, stream))
    return "sha256:" + String(decoding: bytes.prefix(64).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func mapped(_ paths: [String]) throws -> [MappedFile] {
    try paths.map { try MappedFile(path: $0) }
  }

  /// The only entry of a cache.
  private static func entry(_ cache: TemporaryDirectory) throws -> String {
    let stream = try #require(opendir(cache("digests")))
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    #expect(names.count == 1)
    return try "digests/" + #require(names.first)
  }

  @Test(arguments: [[1], [1 << 20], [(1 << 20) + 1], [3 << 20, 1, 17], [5, 5]])
  func areWhatAnotherProgramComputes(_ sizes: [Int]) throws {
    var random = SeededGenerator(seed: UInt64(sizes.count))
    let folder = try TemporaryDirectory()
    let paths = try sizes.enumerated().map { index, size in
      try folder.write(
        (0..<size).map { _ in UInt8(truncatingIfNeeded: random.next()) }, to: "weights-\(index)")
    }
    let digests = DigestCache(folder: folder("cache"))
    #expect(try digests.digest(of: Self.mapped(paths)) == Self.independent(paths))
  }

  @Test func dependOnTheOrderOfTheFiles() throws {
    let folder = try TemporaryDirectory()
    let paths = [try folder.write("a", to: "1"), try folder.write("b", to: "2")]
    let digests = DigestCache(folder: folder("cache"))
    #expect(try digests.digest(of: Self.mapped(paths)) != digests.digest(of: Self.mapped(paths.reversed())))
  }

  @Test func areRememberedUntilTheFileChanges() throws {
    let folder = try TemporaryDirectory()
    let cache = try TemporaryDirectory()
    let digests = DigestCache(folder: cache.path)
    let path = try folder.write("one", to: "weights")
    let first = try digests.digest(of: Self.mapped([path]))
    // Another digest in the entry's place comes back, so the file was not read again.
    let other = String(repeating: "0123456789abcdef", count: 4)
    try cache.write(other + "\n", to: Self.entry(cache))
    #expect(try digests.digest(of: Self.mapped([path])) == "sha256:" + other)
    try folder.write("two", to: "weights")
    let second = try digests.digest(of: Self.mapped([path]))
    let expected = try Self.independent([path])
    #expect(second != first && second == expected)
  }

  @Test(arguments: [
    "", "0123", String(repeating: "0", count: 64), String(repeating: "0", count: 63) + "\n",
    String(repeating: "g", count: 64) + "\n", String(repeating: "A", count: 64) + "\n",
    String(repeating: "0", count: 64) + "\n0", String(repeating: "0", count: 1000),
  ])
  func areComputedAgainWhereAnEntryIsNotWhole(_ damaged: String) throws {
    let folder = try TemporaryDirectory()
    let cache = try TemporaryDirectory()
    let digests = DigestCache(folder: cache.path)
    let path = try folder.write("weights", to: "weights")
    let digest = try digests.digest(of: Self.mapped([path]))
    let entry = try Self.entry(cache)
    try cache.write(damaged, to: entry)
    #expect(try digests.digest(of: Self.mapped([path])) == digest)
    // And the entry is whole again.
    let file = try #require(fopen(cache(entry), "r"))
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 100)
    let count = fread(&bytes, 1, bytes.count, file)
    #expect(String(decoding: bytes.prefix(count), as: UTF8.self) == digest.dropFirst(7) + "\n")
  }

  @Test(.timeLimit(.minutes(1))) func doNotWaitForAPipe() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("weights", to: "weights")
    let digests = DigestCache(folder: folder.path)
    let digest = try digests.digest(of: Self.mapped([path]))
    let entry = folder(try Self.entry(folder))
    #expect(unlink(entry) == 0 && mkfifo(entry, 0o600) == 0)
    #expect(try digests.digest(of: Self.mapped([path])) == digest)
  }

  @Test func needNoFolderToBeRight() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("weights", to: "weights")
    let expected = try Self.independent([path])
    // A folder below a file can neither be made nor written to, not even by root.
    for unusable in [path + "/cache", "/dev/null/cache", "/proc/cache", nil] {
      #expect(try DigestCache(folder: unusable).digest(of: Self.mapped([path])) == expected)
    }
  }

  @Test func ofAFileThatIsWrittenToAreNone() throws {
    let folder = try TemporaryDirectory()
    let cache = try TemporaryDirectory()
    let path = try folder.write("weights", to: "weights")
    let files = try Self.mapped([path])
    var times = [timespec(tv_sec: 1, tv_nsec: 2), timespec(tv_sec: 3, tv_nsec: 4)]
    #expect(utimensat(AT_FDCWD, path, &times, 0) == 0)
    let damage = #expect(throws: Damage.self) {
      try DigestCache(folder: cache.path).digest(of: files)
    }
    #expect(damage?.file == path && damage?.reason.contains("written to") == true)
    #expect(Folders.names(in: cache("digests")).isEmpty)
  }
}
