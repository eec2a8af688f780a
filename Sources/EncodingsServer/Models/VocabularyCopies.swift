import Checkpoints
import Glibc
import Logging
import Tracing

/// Fixed-point copies of vocabularies in the cache folder, mapped, so that daemons share them.
///
/// A copy is used only if it is, to the last bit, what the weights in use give. It therefore does not matter who wrote
/// it, from what, and whether they came to the end; what is no copy is made anew.
struct VocabularyCopies: Sendable {
  enum Outcome: Equatable {
    case found
    case made
    /// Answers come as they would without.
    case refused(reason: String)
  }

  private static let suffix = ".fixed16"

  private let folder: String

  /// Copies in a cache folder.
  init(folder: String) {
    self.folder = folder + "/vocabularies"
  }

  /// The copy of that name, made if it has to be. Blocks the calling thread.
  func provide(_ copy: FixedCopy, name: String) -> (FixedVocabulary?, Outcome) {
    guard copy.isPossible else { return (nil, .refused(reason: "the vocabulary is too wide")) }
    let path = folder + "/" + name + Self.suffix
    if let known = Self.map(path, copy) {
      CacheUse.note(path)
      return (known, .found)
    }
    do throws(SystemError) {
      try Folders.make(folder, mode: 0o755)
      CacheUse.expire(in: folder, suffix: Self.suffix)
      let draft = CacheUse.draft(of: path)
      try Self.write(copy, to: draft)
      guard let made = Self.map(draft, copy), rename(draft, path) == 0 else {
        unlink(draft)
        return (nil, .refused(reason: "\(draft) did not stay as it was written"))
      }
      return (made, .made)
    } catch {
      return (nil, .refused(reason: error.description))
    }
  }

  private static func map(_ path: String, _ copy: FixedCopy) -> FixedVocabulary? {
    guard let file = try? MappedFile(path: path) else { return nil }
    return copy.vocabulary(
      UnsafeRawBufferPointer(start: file.base, count: file.byteCount), isWhole: { file.damage == nil })
  }

  private static func write(_ copy: FixedCopy, to path: String) throws(SystemError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw SystemError("cannot write \(path)") }
    var failure: SystemError?
    _ = copy.make { bytes in
      var rest = bytes
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
          failure = SystemError("cannot write \(path)")
          return false
        }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      }
      return true
    }
    // What is not yet on the disk would count as this process's own dirty memory once it is mapped.
    if failure == nil, fdatasync(descriptor) != 0 { failure = SystemError("cannot write \(path)") }
    close(descriptor)
    guard let failure else { return }
    unlink(path)
    throw failure
  }
}

extension VocabularyCopies.Outcome {
  func write(to log: Logger, model: String) {
    switch self {
    case .found: log.debug("the vocabulary's 16-bit copy is in use", metadata: ["model": "\(model)"])
    case .made: log.info("made the vocabulary's 16-bit copy", metadata: ["model": "\(model)"])
    case .refused(let reason):
      log.warning(
        "no 16-bit copy of the vocabulary: answers are the same, and take longer",
        metadata: ["model": "\(model)", "reason": "\(reason)"])
    }
  }
}
