import Glibc

extension SocketAccess {
  /// Looks up who may connect to the socket at `path`.
  init(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      self = .directory
      return
    }
    // The super-user's own group is nobody's to join.
    guard status.st_mode & S_IWGRP != 0, status.st_gid != 0 else {
      self = .owner(name: Self.userName(status.st_uid) ?? "user \(status.st_uid)")
      return
    }
    let group = Self.group(status.st_gid)
    let user = Self.userName(geteuid())
    self = .group(
      name: group?.name ?? "\(status.st_gid)",
      isMember: user.map { group?.members.contains($0) ?? false } ?? false)
  }

  private static func userName(_ id: uid_t) -> String? {
    var record = passwd()
    var buffer = [CChar](repeating: 0, count: 1 << 14)
    var found: UnsafeMutablePointer<passwd>?
    guard getpwuid_r(id, &record, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
    return record.pw_name.map { String(cString: $0) }
  }

  private static func group(_ id: gid_t) -> (name: String, members: [String])? {
    var record = Glibc.group()
    // A group of thousands of members needs more than the customary sixteen kilobytes.
    var buffer = [CChar](repeating: 0, count: 1 << 18)
    var found: UnsafeMutablePointer<Glibc.group>?
    guard getgrgid_r(id, &record, &buffer, buffer.count, &found) == 0, found != nil, let name = record.gr_name
    else {
      return nil
    }
    var members: [String] = []
    var next = record.gr_mem
    while let member = next?.pointee {
      members.append(String(cString: member))
      next = next?.successor()
    }
    return (String(cString: name), members)
  }
}
