import CMappingGuard
import Glibc

/// A file mapped read-only for as long as the object lives.
///
/// Its pages belong to the page cache, so they cost no private memory and are shared with other processes. A file
/// that is replaced by rename stays readable here; of one that is cut in place, what is missing reads as zeros, and
/// `damage` tells.
package final class MappedFile: TensorStorage, @unchecked Sendable {
  // Unchecked because of the pointer alone: nothing here changes after `init`, and the pages are read-only.

  /// Path it was opened by.
  package let path: String
  package let byteCount: Int
  /// What the file was when it was mapped.
  package let identity: FileIdentity
  package let base: UnsafeRawPointer

  private let descriptor: Int32
  private let guardNumber: Int32

  /// Maps the regular file at a path, which must not be empty.
  package convenience init(path: String) throws(CheckpointError) {
    try self.init(OpenFile(path))
  }

  init(_ file: borrowing OpenFile) throws(CheckpointError) {
    let size = file.identity.size
    let descriptor = fcntl(file.descriptor, F_DUPFD_CLOEXEC, 0)
    guard descriptor >= 0 else {
      throw CheckpointError(
        file: file.path, reason: "cannot be kept open (\(systemError())): allow the process more open files")
    }
    guard size > 0, let base = mmap(nil, size, PROT_READ, MAP_SHARED, file.descriptor, 0), base != MAP_FAILED
    else {
      let reason = systemError()
      close(descriptor)
      throw CheckpointError(
        file: file.path, reason: "cannot be mapped (\(reason)): check the memory limits of the process")
    }
    // What is not in memory yet is read by large pages where the file system has them, and far ahead everywhere; a
    // refusal changes nothing but speed.
    _ = madvise(base, size, MADV_HUGEPAGE)
    guardNumber = enc_guard_add(base, size)
    guard guardNumber >= 0 else {
      munmap(base, size)
      close(descriptor)
      throw CheckpointError(file: file.path, reason: "is one of too many files in use: serve fewer models")
    }
    self.path = file.path
    self.byteCount = size
    self.identity = file.identity
    self.base = UnsafeRawPointer(base)
    self.descriptor = descriptor
  }

  /// Why what was read here until now cannot be trusted; nil if it can.
  ///
  /// A file that was written to or cut since it was mapped shows numbers that no model has; also where the end of its
  /// last page reads as zeros, which raises no signal.
  package var damage: String? {
    guard enc_guard_is_whole(guardNumber) else {
      return "could not be read to its end while it was in use: put the whole file back"
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return "cannot be examined (\(systemError()))" }
    guard status.st_size == byteCount else {
      return
        "had \(byteCount) bytes when it was mapped and has \(status.st_size) now: put the whole file back"
    }
    guard FileIdentity(status).modified == identity.modified else {
      return
        "was written to while it was in use: reload to use it as it is now, and replace files by renaming"
    }
    return nil
  }

  /// All bytes. What they are can be trusted as long as there is no `damage`.
  package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: byteCount) }

  deinit {
    enc_guard_remove(guardNumber)
    close(descriptor)
    munmap(UnsafeMutableRawPointer(mutating: base), byteCount)
  }
}

/// The last failed system call's reason.
func systemError() -> String {
  String(cString: strerror(errno))
}
