import EncodingsProtocol

extension ModelDescription {
  /// A vocabulary entry as people read it: its own spelling, with the bytes that byte-level vocabularies spell as letters
  /// (`cafÃ©`) put back together (`café`). The letter `Ġ` for a space is kept, since a space would not be seen.
  ///
  /// A spelling that is none of byte-level BPE's is shown as it is. One that stands for half a character is too, unless
  /// the family's vocabularies are of that kind: there its bytes are written out (`\xE9`), or two tokens would look alike.
  func readable(_ spelling: String) -> String {
    guard spelling.unicodeScalars.contains(where: { $0.value >= 0x80 && $0 != "Ġ" }) else {
      return displayed(spelling)
    }
    var bytes: [UInt8] = []
    for scalar in spelling.unicodeScalars {
      guard let byte = byteLevelByte(scalar) else { return displayed(spelling) }
      bytes.append(byte)
    }
    var pieces: [String] = []
    while let offset = firstInvalidUTF8Offset(in: bytes) {
      guard family == "roberta" else { return displayed(spelling) }
      pieces.append(spelled(bytes[..<offset]))
      pieces.append("\\x" + String(bytes[offset], radix: 16, uppercase: true))
      bytes.removeFirst(offset + 1)
    }
    return (pieces + [spelled(bytes[...])]).joined()
  }
}

/// Whole characters, with `Ġ` for a space.
private func spelled(_ bytes: ArraySlice<UInt8>) -> String {
  let text = String(decoding: bytes, as: UTF8.self)
  return displayed(String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == " " ? "Ġ" : $0 })))
}

/// The byte that a letter stands for in byte-level BPE: printable Latin-1 stands for itself, the other 68 bytes are
/// spelt U+0100, U+0101, … in ascending order.
private func byteLevelByte(_ scalar: Unicode.Scalar) -> UInt8? {
  switch scalar.value {
  case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: UInt8(scalar.value)
  case 0x100...0x120: UInt8(scalar.value - 0x100)
  case 0x121...0x142: UInt8(scalar.value - 0x121 + 0x7F)
  case 0x143: 0xAD
  default: nil
  }
}
