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

  /// The same in float32, in the order that `level` promises.
  static func ordered(_ rows: [Float], _ weights: [Float], _ bias: [Float], width: Int, level: VectorLevel)
    -> [Float]
  {
    (0..<rows.count / max(1, width)).flatMap { r in
      bias.indices.map { c in
        let (row, column) = (rows[r * width..<(r + 1) * width], weights[c * width..<(c + 1) * width])
        return level == .amx
          ? byMatrixUnits(Array(row), Array(column), bias[c])
          : byVectors(Array(row), Array(column), bias[c], fused: level != .portable)
      }
    }
  }

  /// A running sum over each 256 of the width, added to what came before.
  private static func byVectors(_ row: [Float], _ column: [Float], _ bias: Float, fused: Bool) -> Float {
    stride(from: 0, to: row.count, by: 256).reduce(bias) { before, block in
      var sum: Float = 0
      for k in block..<min(block + 256, row.count) {
        sum = fused ? sum.addingProduct(row[k], column[k]) : sum + row[k] * column[k]
      }
      return before + sum
    }
  }

  /// Each 32 of the width adds six products of parts, each of them the sum of two, over numbers of even and of odd index.
  private static func byMatrixUnits(_ row: [Float], _ column: [Float], _ bias: Float) -> Float {
    let rows = row.map { parts($0, rounded: true) }
    let columns = column.map { parts($0, rounded: false) }
    return stride(from: 0, to: row.count, by: 32).reduce(bias) { before, step in
      [(0, 2), (0, 0), (0, 1), (1, 1), (1, 0), (2, 0)].reduce(before) { before, part in
        var sums: [Float] = [0, 0]
        for k in step..<min(step + 32, row.count) {
          sums[k % 2] = sums[k % 2].addingProduct(rows[k][part.0], columns[k][part.1])
        }
        return before + (sums[0] + sums[1])
      }
    }
  }

  /// Three numbers of eight binary digits each, rounded or cut off, whose sum is `number`.
  private static func parts(_ number: Float, rounded: Bool) -> [Float] {
    let first = Float(bitPattern: (number.bitPattern + (rounded ? 0x8000 : 0)) & 0xFFFF_0000)
    let rest = number - first
    let second = Float(bitPattern: (rest.bitPattern + (rounded ? 0x8000 : 0)) & 0xFFFF_0000)
    return [first, second, rest - second]
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
