/// SplitMix64, so that a random test fails the same way twice.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

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
