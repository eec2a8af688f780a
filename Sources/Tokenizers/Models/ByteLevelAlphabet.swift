/// The letters that byte-level vocabularies spell bytes with: printable Latin-1 for itself, the rest from U+0100 on.
enum ByteLevelAlphabet {
  /// The letter of each byte.
  static let letters: [UInt32] = {
    var next: UInt32 = 0x100
    return (0...UInt8.max).map { byte in
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return UInt32(byte)
      default:
        defer { next += 1 }
        return next
      }
    }
  }()

  /// The letter of a space, "Ġ".
  static let space: UInt32 = 0x120

  private static let bytes = Dictionary(
    uniqueKeysWithValues: zip(letters, (0...UInt8.max).map { $0 }))

  /// The bytes that a spelling stands for; nil where a letter of it stands for none.
  static func bytes(of spelling: String) -> [UInt8]? {
    var result: [UInt8] = []
    for scalar in spelling.unicodeScalars {
      guard let byte = bytes[scalar.value] else { return nil }
      result.append(byte)
    }
    return result
  }
}
