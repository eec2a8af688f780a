/// The offset of the first byte that does not continue well-formed UTF-8 (Unicode Table 3-7); nil if all do.
///
/// For a sequence that is cut short or has a bad continuation byte it is the offset of the sequence's first byte.
public func firstInvalidUTF8Offset(in bytes: UnsafeRawBufferPointer) -> Int? {
  var index = 0
  while index < bytes.count {
    let lead = bytes[index]
    if lead < 0x80 {
      index += 1
      continue
    }
    guard let (length, second) = sequenceShape(lead), bytes.count - index >= length,
      second.contains(bytes[index + 1])
    else { return index }
    for continuation in index + 2..<index + max(length, 2) where bytes[continuation] & 0xC0 != 0x80 {
      return index
    }
    index += length
  }
  return nil
}

/// The same for an array.
public func firstInvalidUTF8Offset(in bytes: [UInt8]) -> Int? {
  bytes.withUnsafeBytes { firstInvalidUTF8Offset(in: $0) }
}

/// How long a sequence with this first byte is and what its second byte may be; nil if none starts so.
private func sequenceShape(_ lead: UInt8) -> (length: Int, second: ClosedRange<UInt8>)? {
  switch lead {
  case 0xC2...0xDF: (2, 0x80...0xBF)
  case 0xE0: (3, 0xA0...0xBF)
  case 0xED: (3, 0x80...0x9F)
  case 0xE1...0xEF: (3, 0x80...0xBF)
  case 0xF0: (4, 0x90...0xBF)
  case 0xF1...0xF3: (4, 0x80...0xBF)
  case 0xF4: (4, 0x80...0x8F)
  default: nil
  }
}
