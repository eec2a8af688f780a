import Glibc

/// What tells one state of a file from another without reading it.
struct FileIdentity: Hashable, Sendable {
  var device: UInt64
  var inode: UInt64
  var size: Int64
  /// Last change of the content and of the file itself, in nanoseconds.
  var modified: Int64
  var changed: Int64

  /// nil where there is no such file.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  init(_ status: stat) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    modified = FileIdentity.nanoseconds(status.st_mtim)
    changed = FileIdentity.nanoseconds(status.st_ctim)
  }

  /// One line that differs whenever the identity does.
  var words: String { "\(device) \(inode) \(size) \(modified) \(changed)" }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}

/// The state of a model folder: every file in it, by name. Two equal ones need no second loading.
struct FolderIdentity: Hashable, Sendable {
  private var files: [String: FileIdentity] = [:]

  init(folder: String) {
    for name in Folders.names(in: folder) { files[name] = FileIdentity(path: folder + "/" + name) }
  }
}
