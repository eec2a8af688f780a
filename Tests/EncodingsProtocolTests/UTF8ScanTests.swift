import EncodingsProtocol
import TestSupport
import Testing

@Suite("UTF-8 from outside")
struct UTF8ScanTests {
  @Test(
    "finds the first bad sequence's offset",
    arguments: [
      ([0xFF], 0), ([0x61, 0x80], 1), ([0x61, 0xC3], 1), ([0xC0, 0x80], 0), ([0xE0, 0x80, 0x80], 0),
      ([0xED, 0xA0, 0x80], 0), ([0xF0, 0x80, 0x80, 0x80], 0), ([0xF4, 0x90, 0x80, 0x80], 0), ([0xF5], 0),
      ([0xE2, 0x82], 0), ([0xE2, 0x82, 0x61], 0), ([0xC3, 0xA9, 0xF0, 0x9F, 0x98], 2),
    ] as [([UInt8], Int)])
  func offset(bytes: [UInt8], offset: Int) {
    #expect(firstInvalidUTF8Offset(in: bytes) == offset)
  }

  @Test("agrees with the standard library on random bytes and on every scalar")
  func agrees() {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<20_000 {
      var bytes = Array(random.string().utf8)
      if !bytes.isEmpty, random.chance(0.7) {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        if random.chance(0.5) {
          bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        } else {
          bytes.remove(at: index)
        }
      }
      let offset = firstInvalidUTF8Offset(in: bytes)
      #expect((offset == nil) == (String(validating: bytes, as: UTF8.self) != nil))
      if let offset { #expect(String(validating: bytes[..<offset], as: UTF8.self) != nil) }
    }
    for value in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      guard firstInvalidUTF8Offset(in: Array(scalar.utf8)) == nil else {
        Issue.record("U+\(String(value, radix: 16)) is refused")
        return
      }
    }
  }
}
