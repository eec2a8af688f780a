import Glibc

/// What files in a cache folder are called while they are written, and which large ones are still of use.
enum CacheUse {
  /// Files that nobody took for so long are removed when another is written, those of former versions when one is taken.
  private static let longest = 30 * 24 * 3600

  /// Notes that a file was taken, as its time of access; whoever has it mapped looks at its other times.
  static func note(_ path: String) {
    let now = Int((1 << 30) - 1)
    let omit = Int((1 << 30) - 2)
    let times = [timespec(tv_sec: 0, tv_nsec: now), timespec(tv_sec: 0, tv_nsec: omit)]
    _ = utimensat(AT_FDCWD, path, times, 0)
  }

  /// What a file is called while this process writes it.
  static func draft(of path: String) -> String { "\(path).\(getpid())" }

  /// Removes files with such a suffix that are out of use, and drafts whose process has ended.
  static func expire(in folder: String, suffixes: [String]) {
    guard !suffixes.isEmpty else { return }
    for name in Folders.names(in: folder) {
      let path = folder + "/" + name
      if suffixes.contains(where: { name.hasSuffix($0) }) {
        var status = stat()
        if stat(path, &status) == 0, time(nil) - status.st_atim.tv_sec > longest { unlink(path) }
      } else if let dot = name.lastIndex(of: "."),
        suffixes.contains(where: { name[..<dot].hasSuffix($0) }),
        let process = pid_t(name[name.index(after: dot)...]), kill(process, 0) != 0, errno == ESRCH
      {
        unlink(path)
      }
    }
  }
}
