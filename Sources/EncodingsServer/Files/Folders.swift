import Glibc

/// Folders and the paths in them.
enum Folders {
  /// The folder that a path lies in; `.` for a bare name.
  static func parent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    let parent = String(path[..<slash])
    return parent.isEmpty ? "/" : parent
  }

  /// The last component of a path.
  static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? ""
  }

  /// The path with a last component that can name something: `.`, `a/..` and `a/` are spelt out.
  static func withName(_ path: String) -> String {
    if !["", ".", ".."].contains(name(of: path)) {
      var path = path
      while path.hasSuffix("/") { path.removeLast() }
      return path
    }
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Makes a folder and those above it, where they are missing.
  static func make(_ path: String, mode: mode_t) throws(SystemError) {
    if isFolder(path) { return }
    let above = parent(of: path)
    if above != path { try make(above, mode: mode) }
    guard mkdir(path, mode) != 0 else { return }
    let error = SystemError("cannot make the folder \(path)")
    // Another may have made it in the meantime.
    guard isFolder(path) else { throw error }
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// What lies directly in a folder, by name and in no order; empty if it cannot be read.
  static func names(in path: String) -> [String] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var found: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { found.append(name) }
    }
    return found
  }

  /// The folders directly in a folder, sorted by name, hidden ones left out; empty if it cannot be read.
  static func folders(in path: String) -> [String] {
    names(in: path).filter { !$0.hasPrefix(".") }.map { path + "/" + $0 }.filter(isFolder)
      .sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
  }

  /// Whether something lies at a path that this process may see.
  static func exists(_ path: String) -> Bool {
    access(path, F_OK) == 0
  }

  /// Whether nothing lies at a path, as far as that can be told: not where a folder on the way may not be entered, nor
  /// where a link leads nowhere.
  static func isAbsent(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) != 0 && (errno == ENOENT || errno == ENOTDIR)
  }
}
