import Glibc

/// Which file it is, and in which state: replaced or rewritten, it is another.
package struct FileIdentity: Sendable, Hashable {
  package let device: UInt64
  package let inode: UInt64
  /// In bytes.
  package let size: Int
  /// Last modification, seconds since 1970.
  package let modifiedSeconds: Int
  /// The part of the last modification below a second, in nanoseconds.
  package let modifiedNanoseconds: Int
}

/// A file mapped read-only for as long as the object lives.
///
/// Its pages belong to the page cache, so they cost no private memory and are shared with other processes. A file
/// that is replaced by rename stays readable here; one that is cut in place raises SIGBUS when read beyond its end.
package final class MappedFile: TensorStorage, @unchecked Sendable {
  // Unchecked because of the pointer alone: nothing here changes after `init`, and the pages are read-only.

  /// Path it was opened by.
  package let path: String
  package let byteCount: Int
  /// What the file was when it was mapped.
  package let identity: FileIdentity
  package let base: UnsafeRawPointer

  init(_ file: borrowing OpenFile) throws(CheckpointError) {
    let size = file.identity.size
    guard size > 0, let base = mmap(nil, size, PROT_READ, MAP_SHARED, file.descriptor, 0), base != MAP_FAILED
    else {
      throw CheckpointError(
        file: file.path, reason: "cannot be mapped (\(systemError())): check the memory limits of the process"
      )
    }
    // Asks for the pages ahead of the first question; the call does not wait for them to arrive, and a refusal
    // changes nothing but speed.
    _ = madvise(base, size, MADV_WILLNEED)
    self.path = file.path
    self.byteCount = size
    self.identity = file.identity
    self.base = UnsafeRawPointer(base)
  }

  deinit {
    munmap(UnsafeMutableRawPointer(mutating: base), byteCount)
  }
}

/// The last failed system call's reason.
func systemError() -> String {
  String(cString: strerror(errno))
}
