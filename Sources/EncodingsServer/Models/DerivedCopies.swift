import Checkpoints
import Glibc

/// Copies of weights in the cache folder, mapped, so that daemons share them.
///
/// A copy is used only if it is, to the last bit, what the weights in use give. It therefore does not matter who wrote
/// it, from what, and whether they came to the end; what is no copy is made anew.
struct DerivedCopies: Sendable {
  enum Outcome: Equatable {
    case found
    case made
    /// Answers come as they would without.
    case refused(reason: String)
  }

  /// A disk is not filled by copies: so many times a copy's length must be free.
  private static let room = 3

  private let folder: String?

  /// Copies in a cache folder; nil where there is no place for one.
  init(folder: String?) {
    self.folder = folder
  }

  /// The copy of that name, made if it has to be. Blocks the calling thread.
  func provide<Copy: DerivedCopy>(_ copy: Copy, name: String) -> (Copy.Form?, Outcome) {
    guard let cache = folder else {
      return (
        nil, .refused(reason: "there is no place for it: cacheFolder, XDG_CACHE_HOME and HOME are not set")
      )
    }
    let folder = cache + "/" + Copy.folder
    let path = folder + "/" + name + copy.suffix
    if let known = try? Self.map(path, copy) {
      CacheUse.note(path)
      // What an earlier version made was in use when this one was made.
      CacheUse.expire(in: folder, suffixes: Copy.formerSuffixes)
      return (known, .found)
    }
    do throws(SystemError) {
      try Folders.make(folder, mode: 0o755)
      CacheUse.expire(in: folder, suffixes: Copy.suffixes + Copy.formerSuffixes)
      guard Self.hasRoom(folder, bytes: copy.byteCount) else {
        return (nil, .refused(reason: "\(folder) has less than \(Self.room) × \(copy.byteCount) bytes free"))
      }
      let draft = CacheUse.draft(of: path)
      try Self.write(copy, to: draft)
      do throws(CheckpointError) {
        guard let made = try Self.map(draft, copy) else {
          unlink(draft)
          return (nil, .refused(reason: "\(draft) did not stay as it was written"))
        }
        guard rename(draft, path) == 0 else {
          let failure = SystemError("cannot rename \(draft) to \(path)")
          unlink(draft)
          return (nil, .refused(reason: failure.description))
        }
        return (made, .made)
      } catch {
        unlink(draft)
        return (nil, .refused(reason: "\(draft) \(error.reason)"))
      }
    } catch {
      return (nil, .refused(reason: error.description))
    }
  }

  private static func hasRoom(_ folder: String, bytes: Int) -> Bool {
    var status = statvfs()
    // Where that cannot be told, writing will.
    guard statvfs(folder, &status) == 0 else { return true }
    return Double(status.f_bavail) * Double(status.f_frsize) >= Double(room) * Double(bytes)
  }

  private static func map<Copy: DerivedCopy>(
    _ path: String, _ copy: Copy
  ) throws(CheckpointError) -> Copy.Form? {
    let file = try MappedFile(path: path)
    return copy.form(
      of: UnsafeRawBufferPointer(start: file.base, count: file.byteCount), isWhole: { file.damage == nil })
  }

  private static func write(_ copy: some DerivedCopy, to path: String) throws(SystemError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw SystemError("cannot write \(path)") }
    var writes = LongWrites(to: descriptor)
    var failure: SystemError?
    let isWritten = copy.make { writes.add($0) } && writes.writeGathered()
    if !isWritten { failure = SystemError("cannot write \(path)") }
    // What is not yet on the disk would count as this process's own dirty memory once it is mapped.
    if failure == nil, fdatasync(descriptor) != 0 { failure = SystemError("cannot write \(path)") }
    close(descriptor)
    guard let failure else { return }
    unlink(path)
    throw failure
  }
}
