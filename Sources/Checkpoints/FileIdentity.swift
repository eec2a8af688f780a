import Glibc

/// What tells one state of a file from another without reading it: replaced or rewritten, it is another.
package struct FileIdentity: Hashable, Sendable {
  package let device: UInt64
  package let inode: UInt64
  /// In bytes.
  package let size: Int
  /// Last change of the content, in nanoseconds since 1970.
  package let modified: Int64
  /// Last change of the file itself, its name and rights among it, in nanoseconds since 1970.
  package let changed: Int64

  /// nil where there is no such file.
  package init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  init(_ status: stat) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int(status.st_size)
    modified = FileIdentity.nanoseconds(status.st_mtim)
    changed = FileIdentity.nanoseconds(status.st_ctim)
  }

  /// One line that differs whenever the identity does.
  package var words: String { "\(device) \(inode) \(size) \(modified) \(changed)" }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}
