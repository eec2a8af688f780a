import Checkpoints
import Glibc
import TestSupport
import Testing

@testable import EncodingsServer

/// The daemon's own socket: never another one's, always its own.
@Suite struct ListeningSocketTests {
  private static func failure(_ path: String) throws -> ListeningError {
    do throws(ListeningError) {
      close(try ListeningSocket(path: path).descriptor)
    } catch {
      return error
    }
    throw NeverHappened(what: "a refusal to listen at \(path)")
  }

  /// A socket bound to a path by somebody else: alive if it listens.
  private static func other(_ path: String, type: __socket_type = SOCK_STREAM, listens: Bool) throws -> Int32
  {
    let descriptor = socket(AF_UNIX, Int32(type.rawValue), 0)
    let address = try #require(UnixAddress(path: path))
    #expect(address.withPointer { bind(descriptor, $0, $1) } == 0)
    if listens { #expect(listen(descriptor, 4) == 0) }
    return descriptor
  }

  @Test func isMadeWithItsFolderForOwnerAndGroup() throws {
    let folder = try TemporaryDirectory()
    let path = folder("run/encodings/e.sock")
    let socket = try ListeningSocket(path: path)
    defer { close(socket.descriptor) }
    var status = stat()
    #expect(lstat(path, &status) == 0)
    #expect(status.st_mode & S_IFMT == S_IFSOCK && status.st_mode & 0o777 == 0o660)
    #expect(fcntl(socket.descriptor, F_GETFD) & FD_CLOEXEC != 0)
    #expect(fcntl(socket.descriptor, F_GETFL) & O_NONBLOCK != 0)
    let client = try RawClient(path: path)
    client.close()
  }

  @Test func ofALiveDaemonIsNotTakenOver() throws {
    let folder = try TemporaryDirectory()
    let path = folder("e.sock")
    let socket = try ListeningSocket(path: path)
    defer { close(socket.descriptor) }
    #expect(try Self.failure(path) == .inUse(path: path))
    // Nor while the daemon only holds the lock, its socket being gone already.
    socket.unlinkPath()
    #expect(!Folders.exists(path))
    #expect(try Self.failure(path) == .inUse(path: path))
    #expect(!Folders.exists(path))
  }

  @Test func ofAProgramWithoutOurLockIsNotTakenOver() throws {
    let folder = try TemporaryDirectory()
    let path = folder("e.sock")
    let descriptor = try Self.other(path, listens: true)
    defer { close(descriptor) }
    let before = try #require(FileIdentity(path: path))
    #expect(try Self.failure(path) == .inUse(path: path))
    #expect(FileIdentity(path: path) == before)
    // Nor one whose backlog is full: it is there, though it does not answer.
    close(accept(descriptor, nil, nil))
    #expect(listen(descriptor, 0) == 0)
    let first = try RawClient(path: path)
    #expect(try Self.failure(path) == .inUse(path: path))
    first.close()
  }

  @Test func ofADeadDaemonIsTakenOver() throws {
    let folder = try TemporaryDirectory()
    let path = folder("e.sock")
    close(try Self.other(path, listens: true))
    let dead = try #require(FileIdentity(path: path))
    for _ in 0..<3 {
      // Each leaves its socket behind, as a killed daemon does; the kernel gives its lock back.
      let socket = try ListeningSocket(path: path)
      #expect(FileIdentity(path: path) != dead)
      try RawClient(path: path).close()
      close(socket.descriptor)
    }
  }

  @Test func isUnlinkedOnlyWhileItIsOurs() throws {
    let folder = try TemporaryDirectory()
    let path = folder("e.sock")
    let socket = try ListeningSocket(path: path)
    defer { close(socket.descriptor) }
    unlink(path)
    let other = try Self.other(path, listens: true)
    defer { close(other) }
    socket.unlinkPath()
    #expect(Folders.exists(path))
  }

  @Test func doesNotRemoveWhatIsNoSocket() throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("precious", to: "file")
    #expect(try Self.failure(file) == .notASocket(path: file))
    #expect(mkdir(folder("folder"), 0o755) == 0)
    #expect(try Self.failure(folder("folder")) == .notASocket(path: folder("folder")))
    // A link is looked at itself, not followed to somebody's socket.
    #expect(symlink(folder("none"), folder("link")) == 0)
    #expect(try Self.failure(folder("link")) == .notASocket(path: folder("link")))
    #expect(Folders.exists(file))
    // Nothing was left beside them.
    #expect(Set(Folders.names(in: folder.path)) == ["file", "folder", "link"])
  }

  @Test func needsAPathThatASocketCanHave() throws {
    let folder = try TemporaryDirectory()
    let longest = folder(String(repeating: "x", count: 107 - folder.path.utf8.count - 1))
    close(try ListeningSocket(path: longest).descriptor)
    for path in [longest + "x", "", "a\u{0}b", folder(String(repeating: "é", count: 60))] {
      let error = try Self.failure(path)
      #expect(error == .unusablePath(path))
      #expect(error.description.contains("1 to 107 bytes"))
    }
  }

  @Test func saysWhatTheSystemRefused() throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("", to: "file")
    guard case .system(let error) = try Self.failure(file + "/run/e.sock") else {
      Issue.record("no error of the system")
      return
    }
    #expect(error.code == ENOTDIR || error.code == EEXIST)
    #expect(error.description.contains(file))
  }
}

/// The lock beside a socket.
@Suite struct SocketClaimTests {
  @Test func isGivenBackWhenItsOwnerIsGone() throws {
    let folder = try TemporaryDirectory()
    let path = folder("e.sock")
    do {
      let claim = try SocketClaim(path: path)
      #expect(throws: ListeningError.inUse(path: path)) { _ = try SocketClaim(path: path) }
      _ = try SocketClaim(path: folder("other.sock"))
      _ = consume claim
    }
    _ = try SocketClaim(path: path)
  }

  @Test func followsNoLink() throws {
    let folder = try TemporaryDirectory()
    let target = try folder.write("precious", to: "target")
    #expect(symlink(target, folder("e.sock.lock")) == 0)
    #expect(throws: ListeningError.self) { _ = try SocketClaim(path: folder("e.sock")) }
  }
}

/// Sockets that the service manager passes on.
@Suite struct InheritedSocketTests {
  @Test func areNoneWithoutAServiceManager() throws {
    #expect(try InheritedSockets.take().isEmpty)
  }

  @Test func mustListen() throws {
    let folder = try TemporaryDirectory()
    let socket = try ListeningSocket(path: folder("e.sock"))
    defer { close(socket.descriptor) }
    _ = fcntl(socket.descriptor, F_SETFL, 0)
    try InheritedSockets.prepare(socket.descriptor)
    #expect(fcntl(socket.descriptor, F_GETFL) & O_NONBLOCK != 0)
    var pair: [Int32] = [0, 0]
    #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
    defer { for descriptor in pair { close(descriptor) } }
    let file = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(file) }
    for descriptor in [pair[0], file] {
      #expect(throws: ListeningError.notListening(descriptor: descriptor)) {
        try InheritedSockets.prepare(descriptor)
      }
    }
  }
}
