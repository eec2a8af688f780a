import Foundation
import Testing

@testable import EncodingsClient

@Suite("Who may connect")
struct SocketAccessTests {
  @Test("is a directory's matter where the socket cannot be seen")
  func unseen() {
    #expect(SocketAccess(path: "/nonexistent/socket") == .directory)
  }

  @Test("is the owner's matter where the group may not write")
  func owner() throws {
    let directory = try temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    close(try boundSocket(directory + "/s"))
    chmod(directory + "/s", 0o600)
    let user = try #require(getpwuid(geteuid()))
    #expect(SocketAccess(path: directory + "/s") == .owner(name: String(cString: user.pointee.pw_name)))
  }

  @Test("is the group's matter where it may", .enabled(if: geteuid() == 0, "only root may give a file away"))
  func group() throws {
    let directory = try temporaryDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    close(try boundSocket(directory + "/s"))
    chmod(directory + "/s", 0o660)
    let group = try #require(getgrnam("daemon"))
    chown(directory + "/s", 0, group.pointee.gr_gid)
    #expect(SocketAccess(path: directory + "/s") == .group(name: "daemon", isMember: false))
    // An id that no group has is named by its number; root's group is nobody's to join.
    chown(directory + "/s", 0, 3_999_999)
    #expect(SocketAccess(path: directory + "/s") == .group(name: "3999999", isMember: false))
    chown(directory + "/s", 0, 0)
    #expect(SocketAccess(path: directory + "/s") == .owner(name: "root"))
  }
}
