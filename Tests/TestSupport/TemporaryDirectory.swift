import FoundationEssentials
import Glibc

/// A new folder that goes away, with all it holds, when the last reference does.
///
/// Its path is short, so that a socket in it stays within `sockaddr_un`.
package final class TemporaryDirectory: Sendable {
  package let path: String

  package init() throws {
    var template = Array("/tmp/enc-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw POSIXFailure(call: "mkdtemp", code: errno) }
    path = String(cString: made)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of `name` in the folder.
  package func callAsFunction(_ name: String) -> String {
    path + "/" + name
  }

  /// Writes a new file into the folder, in place of one of that name, makes the folders on the way, and gives back
  /// its path.
  @discardableResult
  package func write(_ bytes: some Collection<UInt8>, to name: String) throws -> String {
    let file = self(name)
    try FileManager.default.createDirectory(
      atPath: String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)]), withIntermediateDirectories: true)
    // Cutting and rewriting the old file instead would wait for the disk on ext4.
    try? FileManager.default.removeItem(atPath: file)
    try Data(bytes).write(to: URL(filePath: file))
    return file
  }

  @discardableResult
  package func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }
}

/// A system call that failed.
package struct POSIXFailure: Error, CustomStringConvertible {
  package let call: String
  package let code: Int32

  package init(call: String, code: Int32) {
    self.call = call
    self.code = code
  }

  package var description: String { "\(call): \(String(cString: strerror(code)))" }
}
