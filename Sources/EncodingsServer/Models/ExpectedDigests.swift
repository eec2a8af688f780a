/// The digests that a model's files must have by `SHA256SUMS` in its folder, in the form that `sha256sum` writes.
///
/// Nobody has to have one; where there is one, a flipped bit is found before it can become a number.
struct ExpectedDigests {
  static let name = "SHA256SUMS"
  private static let longest = 1 << 16

  private var digests: [String: String] = [:]

  /// Reads a folder's file; a line that names no file's digest says nothing.
  init(folder: String) {
    guard let bytes = try? SmallFile.read(folder + "/" + Self.name, limit: Self.longest) else { return }
    for line in bytes.split(separator: UInt8(ascii: "\n")) { take(line) }
  }

  /// The digest in hexadecimal that the file at a path must have, by its name; nil if none is known.
  func digest(of path: String) -> String? { digests[Folders.name(of: path)] }

  private mutating func take(_ line: ArraySlice<UInt8>) {
    let digits = line.prefix(64)
    let rest = line.dropFirst(64)
    guard digits.count == 64, rest.first == UInt8(ascii: " "), rest.count > 2,
      digits.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) || (65...70).contains($0) })
    else { return }
    let name = Folders.name(of: String(decoding: rest.dropFirst(2), as: UTF8.self))
    digests[name] = String(decoding: digits, as: UTF8.self).lowercased()
  }
}
