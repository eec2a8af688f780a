extension Array where Element == UInt32 {
  /// The Unicode scalars of a text.
  init(scalarsOf text: String) {
    self = Array(unsafeUninitializedCapacity: text.utf8.count) { buffer, count in
      // A text has at most as many scalars as UTF-8 bytes; the check keeps that from being taken on trust.
      for scalar in text.unicodeScalars where count < buffer.count {
        buffer.initializeElement(at: count, to: scalar.value)
        count += 1
      }
    }
  }
}

extension UInt32 {
  /// How many bytes the scalar has in UTF-8.
  @inline(__always)
  var utf8Count: Int {
    if self < 0x80 { return 1 }
    if self < 0x800 { return 2 }
    return self < 0x10000 ? 3 : 4
  }

  /// Calls `body` with each byte of the scalar in UTF-8.
  @inline(__always)
  func forEachUTF8(_ body: (UInt8) -> Void) {
    if self < 0x80 {
      body(UInt8(truncatingIfNeeded: self))
      return
    }
    if self < 0x800 {
      body(UInt8(truncatingIfNeeded: 0xC0 | self >> 6))
    } else {
      if self < 0x10000 {
        body(UInt8(truncatingIfNeeded: 0xE0 | self >> 12))
      } else {
        body(UInt8(truncatingIfNeeded: 0xF0 | self >> 18))
        body(UInt8(truncatingIfNeeded: 0x80 | self >> 12 & 0x3F))
      }
      body(UInt8(truncatingIfNeeded: 0x80 | self >> 6 & 0x3F))
    }
    body(UInt8(truncatingIfNeeded: 0x80 | self & 0x3F))
  }
}
