import TestSupport

extension SeededGenerator {
  /// Any scalars, the awkward ones often.
  mutating func string(maximumLength: Int = 12) -> String {
    let awkward: [Unicode.Scalar] = [
      "\"", "\\", "/", "\0", "\n", "\u{1F}", "\u{7F}", "\u{2028}", "é", "\u{301}", "😀",
    ]
    var scalars = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...maximumLength, using: &self) {
      if Bool.random(using: &self) {
        scalars.append(awkward.randomElement(using: &self) ?? "a")
      } else if let scalar = Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &self)) {
        scalars.append(scalar)
      }
    }
    return String(scalars)
  }

  /// Any finite float, by its bits.
  mutating func float() -> Float {
    while true {
      let value = Float(bitPattern: UInt32.random(in: .min ... .max, using: &self))
      if value.isFinite { return value }
    }
  }

  mutating func chance(_ probability: Double) -> Bool {
    Double.random(in: 0..<1, using: &self) < probability
  }
}
