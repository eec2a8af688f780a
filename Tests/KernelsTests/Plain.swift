import Kernels
import TestSupport

/// The kernels' meaning in plain float64, and numbers to try them on.
enum Plain {
  static func numbers(_ count: Int, seed: UInt64, in range: ClosedRange<Float> = -1...1) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in Float.random(in: range, using: &generator) }
  }

  /// rows [m x k] · weights [n x k]ᵀ + bias
  static func product(_ rows: [Float], _ weights: [Float], _ bias: [Float], width: Int) -> [Double] {
    let n = bias.count
    return (0..<rows.count / max(1, width)).flatMap { r in
      (0..<n).map { c in
        (0..<width).reduce(Double(bias[c])) {
          $0 + Double(rows[r * width + $1]) * Double(weights[c * width + $1])
        }
      }
    }
  }

  /// The same in float32: a running sum over each 256 of the width, added to what came before.
  static func ordered(_ rows: [Float], _ weights: [Float], _ bias: [Float], width: Int, fused: Bool)
    -> [Float]
  {
    (0..<rows.count / max(1, width)).flatMap { r in
      bias.indices.map { c in
        stride(from: 0, to: width, by: 256).reduce(bias[c]) { before, block in
          var sum: Float = 0
          for k in block..<min(block + 256, width) {
            let (a, b) = (rows[r * width + k], weights[c * width + k])
            sum = fused ? sum.addingProduct(a, b) : sum + a * b
          }
          return before + sum
        }
      }
    }
  }

  /// Numbers as a weight file of this type stores them, and what they then mean.
  static func stored(_ values: [Float], as element: StoredElement) -> (bytes: [UInt8], meaning: [Float]) {
    switch element {
    case .float32:
      return (values.flatMap { littleEndian($0.bitPattern) }, values)
    case .float16:
      let halves = values.map(Float16.init)
      return (halves.flatMap { littleEndian($0.bitPattern) }, halves.map(Float.init))
    case .bfloat16:
      let bits = values.map { UInt16(truncatingIfNeeded: $0.bitPattern >> 16) }
      return (bits.flatMap { littleEndian($0) }, bits.map { Float(bitPattern: UInt32($0) << 16) })
    }
  }
}
