import Checkpoints
import Crypto
import Glibc
import Tracing

/// SHA-256 of weight files, remembered in the cache folder under the files' identity.
///
/// A digest is a fact about bytes that only a change of the files can change, so an entry is never wrong, and
/// one that cannot be written is merely computed again.
struct DigestCache: Sendable {
  /// The folder that the entries lie in; nil where there is no place for one.
  let folder: String?

  /// `sha256:` and the hexadecimal digest of the files' bytes as they are mapped, one after another in the order given.
  ///
  /// For one file this is what `sha256sum` prints. Throws if a file did not stay what was mapped. Blocks the calling
  /// thread for as long as reading takes.
  func digest(of files: [MappedFile]) throws(Damage) -> String {
    let words = files.map { $0.identity.words + "\n" }.joined()
    let entry = folder.map {
      $0 + "/digests/" + DigestCache.hexadecimal(SHA256.hash(data: Array(words.utf8)))
    }
    if let known = entry.flatMap(DigestCache.read) { return "sha256:" + known }
    var hash = SHA256()
    for file in files { hash.update(bufferPointer: file.bytes) }
    // What was read is what was mapped if nobody has written to it since.
    for file in files {
      if let reason = file.damage { throw Damage(file: file.path, reason: reason) }
    }
    let digest = DigestCache.hexadecimal(hash.finalize())
    if let entry { keep(digest, at: entry) }
    return "sha256:" + digest
  }

  /// A remembered digest; nil unless it is one as a whole.
  private static func read(_ path: String) -> String? {
    // Without waiting for whoever would write to a pipe there.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 80)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    guard count == 65, bytes[64] == UInt8(ascii: "\n") else { return nil }
    let digits = bytes.prefix(64)
    guard digits.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else { return nil }
    return String(decoding: digits, as: UTF8.self)
  }

  /// Writes beside the entry and renames, so that nobody ever reads half of one.
  private func keep(_ digest: String, at entry: String) {
    guard (try? Folders.make(Folders.parent(of: entry), mode: 0o755)) != nil else { return }
    let draft = CacheUse.draft(of: entry)
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { return }
    let bytes = Array((digest + "\n").utf8)
    let written = write(descriptor, bytes, bytes.count)
    let closed = close(descriptor)
    if written != bytes.count || closed != 0 || rename(draft, entry) != 0 { unlink(draft) }
  }

  private static func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
