import EncodingsProtocol
import Glibc

/// What the kernel says about this process's memory.
enum ProcessMemory {
  /// Memory at this moment; nil where `/proc` does not tell. Blocks for milliseconds.
  static func read() -> MemoryStatus? {
    guard let text = contents(of: "/proc/self/smaps_rollup") else { return nil }
    guard let resident = kilobytes("Rss:", in: text), let dirty = kilobytes("Private_Dirty:", in: text) else {
      return nil
    }
    return MemoryStatus(residentBytes: resident &* 1024, privateDirtyBytes: dirty &* 1024)
  }

  private static func kilobytes(_ key: String, in text: String) -> Int? {
    text.split(separator: "\n").first { $0.hasPrefix(key) }?
      .split(separator: " ").dropFirst().first.flatMap { Int($0) }
  }

  private static func contents(of path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
  }
}
