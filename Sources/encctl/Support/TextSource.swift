import EncodingsProtocol
import Glibc

/// A file or pipe that holds a text in UTF-8.
struct TextSource {
  /// Far more than any daemon takes, and little enough to hold.
  private static let limit = 64 << 20

  var descriptor: Int32
  /// How messages call it.
  var name: String

  /// The whole text, without one end of line at its end, nor the mark of its encoding at its beginning.
  func text() throws(Failure) -> String {
    var bytes = try self.bytes()
    if let offset = firstInvalidUTF8Offset(in: bytes) {
      throw Failure(
        .usage, "\(name) is not valid UTF-8 at byte \(offset). Convert it first, for example with iconv.")
    }
    if bytes.last == UInt8(ascii: "\n") {
      bytes.removeLast()
      if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    }
    return String(decoding: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...], as: UTF8.self)
  }

  private func bytes() throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      guard count > 0 else {
        if errno == EINTR { continue }
        // What stands in for a closed descriptor is one, too.
        if errno == EISDIR, descriptor == STDIN_FILENO {
          throw Failure(.usage, "cannot read \(name): it is closed, or a folder.")
        }
        throw Failure(.usage, "cannot read \(name): \(String(cString: strerror(errno))).")
      }
      bytes += buffer[..<count]
      guard bytes.count <= Self.limit else {
        throw Failure(.usage, "\(name) is longer than \(Self.limit) bytes. Give a part of it.")
      }
    }
  }
}
