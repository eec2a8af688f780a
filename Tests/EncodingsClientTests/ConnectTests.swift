import EncodingsClient
import Foundation
import Testing

@Suite("Connecting")
struct ConnectTests {
  private func failure(_ path: String) throws -> ClientError {
    try #require(throws: ClientError.self) { _ = try Connection(to: path, timeout: .seconds(10)) }
  }

  @Test("to nothing says that nothing is there")
  func notThere() throws {
    let directory = try temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    for path in [directory + "/none", directory + "/none/none", ""] {
      #expect(try failure(path) == .notThere(path: path))
    }
  }

  @Test("to a dead daemon's socket says that it is dead")
  func dead() throws {
    let directory = try temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    close(try boundSocket(directory + "/s"))
    #expect(try failure(directory + "/s") == .dead(path: directory + "/s"))
  }

  @Test("to a file says that it is no socket")
  func noSocket() throws {
    let directory = try temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    #expect(FileManager.default.createFile(atPath: directory + "/f", contents: nil))
    #expect(
      try failure(directory + "/f")
        == .unreachable(path: directory + "/f", reason: "the file there is no socket"))
  }

  @Test("to a path that no socket can have names the limit")
  func tooLong() throws {
    let path = "/tmp/" + String(repeating: "é", count: 60)
    #expect(try failure(path) == .pathTooLong(path: path, limit: 107))
    #expect(try failure(path).message.contains("has 125 bytes"))
  }

  @Test("where every place in the backlog is taken ends at the timeout")
  func backlog() throws {
    let directory = try temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let listener = try boundSocket(directory + "/s")
    defer { close(listener) }
    listen(listener, 0)
    let first = try Connection(to: directory + "/s", timeout: .seconds(10))
    let error = try #require(throws: ClientError.self) {
      _ = try Connection(to: directory + "/s", timeout: .milliseconds(50))
    }
    _ = consume first
    #expect(error == .timedOut(.milliseconds(50)))
  }

  @Test("says which group a refused user is to join")
  func messages() {
    let error = ClientError.permissionDenied(
      path: "/run/encodings/encodings.sock", access: .group(name: "encodings", isMember: false))
    #expect(error.message.contains("belongs to the group encodings"))
    #expect(error.message.contains("sudo usermod -aG encodings $USER"))
    let joined = ClientError.permissionDenied(path: "/s", access: .group(name: "g", isMember: true))
    #expect(joined.message.contains("newgrp g"))
  }

  @Test("chooses the option, then the environment, then the user's own daemon, then the system's")
  func chosen() {
    let full = ["ENCODINGS_SOCKET": "/e", "XDG_RUNTIME_DIR": "/x"]
    func chosen(_ explicit: String?, _ environment: [String: String], exists: Bool) -> String {
      SocketPath.chosen(explicit: explicit, environment: { environment[$0] }, exists: { _ in exists })
    }
    #expect(chosen("/o", full, exists: true) == "/o")
    #expect(chosen(nil, full, exists: true) == "/e")
    #expect(chosen(nil, ["XDG_RUNTIME_DIR": "/x"], exists: true) == "/x/encodings/encodings.sock")
    #expect(chosen(nil, ["XDG_RUNTIME_DIR": "/x"], exists: false) == "/run/encodings/encodings.sock")
    #expect(
      chosen(nil, ["ENCODINGS_SOCKET": "", "XDG_RUNTIME_DIR": ""], exists: true)
        == "/run/encodings/encodings.sock")
  }
}
