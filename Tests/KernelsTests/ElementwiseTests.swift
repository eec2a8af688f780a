import Foundation
import Kernels
import Testing

/// Activations, softmax, normalisation and the float64 sums, against the C library in float64.
@Suite struct ElementwiseTests {
  @Test(arguments: VectorLevel.available, Activation.allCases)
  func activations(_ level: VectorLevel, _ activation: Activation) {
    let inputs =
      stride(from: Float(-12), through: 12, by: 0.0037).map { $0 } + [
        0, -0.0, 1e-20, 1e-4, 60, -60, 1e6, -1e6,
      ]
    var found = inputs
    Kernels(level: level).activate(activation, &found, count: found.count)
    var worst = 0.0
    for (input, value) in zip(inputs, found) {
      let expected = Self.expected(activation, Double(input))
      let error = abs(Double(value) - expected) / max(1, abs(expected))
      // What is no number is greater than none.
      worst = error <= worst ? worst : error
    }
    print("\(activation) at \(level): largest error \(worst)")
    #expect(worst < (activation == .gelu ? 1.2e-7 : 1.0e-6))
  }

  @Test(arguments: VectorLevel.available, Activation.allCases)
  func damageStaysVisible(_ level: VectorLevel, _ activation: Activation) {
    var values = [Float](repeating: .nan, count: 37)
    Kernels(level: level).activate(activation, &values, count: values.count)
    let all = values.allSatisfy(\.isNaN)
    #expect(all)
    guard activation == .gelu else { return }
    values = [.infinity, -.infinity]
    Kernels(level: level).activate(activation, &values, count: values.count)
    #expect(!values.contains { $0.isFinite })
  }

  @Test(arguments: VectorLevel.available) func softmax(_ level: VectorLevel) {
    for width in [1, 3, 8, 17, 64, 511] {
      let inputs = Plain.numbers(2 * width, seed: 11, in: -30...30)
      var found = inputs
      Kernels(level: level).softmax(&found, count: 2, stride: width, width: width, scale: 0.37)
      for row in 0..<2 {
        let exponents = (0..<width).map { exp(0.37 * Double(inputs[row * width + $0])) }
        let total = exponents.reduce(0, +)
        for column in 0..<width {
          #expect(abs(Double(found[row * width + column]) - exponents[column] / total) < 1e-6)
        }
      }
    }
  }

  /// Where a score's last digit is more than exp can take.
  @Test(arguments: VectorLevel.available, [Float(1e9), 4.4e9, 1e12, 1e30])
  func softmaxOfGreatScores(_ level: VectorLevel, _ greatest: Float) {
    for width in [3, 8, 17, 65] {
      let inputs = (0..<width).map { $0 % 3 == 1 ? greatest : greatest - Float($0) * greatest.ulp }
      var found = inputs
      Kernels(level: level).softmax(&found, count: 1, stride: width, width: width, scale: 0.37)
      let most = Double(inputs.max() ?? 0)
      let exponents = inputs.map { exp(0.37 * (Double($0) - most)) }
      let total = exponents.reduce(0, +)
      for column in 0..<width {
        #expect(abs(Double(found[column]) - exponents[column] / total) < 1e-6)
      }
    }
  }

  @Test(arguments: VectorLevel.available) func layerNorm(_ level: VectorLevel) {
    for width in [1, 5, 24, 257, 768] {
      let rows = Plain.numbers(3 * width, seed: 12, in: -3...5)
      let gain = Plain.numbers(width, seed: 13)
      let bias = Plain.numbers(width, seed: 14)
      var found = [Float](repeating: .nan, count: 3 * width)
      Kernels(level: level).layerNorm(
        rows, count: 3, stride: width, width: width, gain: gain, bias: bias, epsilon: 1e-5, out: &found,
        outStride: width)
      for row in 0..<3 {
        let values = rows[row * width..<(row + 1) * width].map(Double.init)
        let mean = values.reduce(0, +) / Double(width)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
        for column in 0..<width {
          let expected =
            (values[column] - mean) / (variance + 1e-5).squareRoot() * Double(gain[column])
            + Double(bias[column])
          #expect(abs(Double(found[row * width + column]) - expected) < 5e-6)
        }
      }
    }
  }

  @Test(arguments: VectorLevel.available, [StoredElement.float32, .float16, .bfloat16])
  func float64ProductsOfRows(_ level: VectorLevel, _ element: StoredElement) {
    let kernels = Kernels(level: level)
    for width in [1, 7, 16, 33, 768] {
      let (bytes, values) = Plain.stored(Plain.numbers(5 * width, seed: 15), as: element)
      let vectors = (17...19).map { Plain.numbers(width, seed: $0).map(Double.init) }
      let shifts = Plain.numbers(5, seed: 20).map(Double.init)
      bytes.withUnsafeBytes { raw in
        guard let base = raw.baseAddress else { return }
        let rows = StoredRows(base: base, element: element, count: 5, width: width)
        for ids in [[], [2], [4, 0], [0, 1, 1, 4], [3, 2, 4, 0, 1, 3, 3]] as [[Int32]] {
          for count in 1...3 {
            for isShifted in [false, true] {
              let found = kernels.dots(
                Array(vectors[..<count]), rows: rows, ids: ids, shifts: isShifted ? shifts : nil)
              #expect(found.count == ids.count * count)
              for (number, dot) in found.enumerated() {
                let id = Int(ids[number / count])
                let row = values[id * width..<(id + 1) * width].map {
                  Double($0) - (isShifted ? shifts[id] : 0)
                }
                let wanted = zip(vectors[number % count], row).reduce(0) { $0 + $1.0 * $1.1 }
                #expect(abs(dot - wanted) < 1e-12)
                let alone = kernels.dots(
                  [vectors[number % count]], rows: rows, ids: [Int32(id)], shifts: isShifted ? shifts : nil)
                #expect(alone == [dot])
              }
            }
          }
        }
      }
    }
  }

  @Test(arguments: VectorLevel.available, [StoredElement.float32, .float16, .bfloat16])
  func float64Sums(_ level: VectorLevel, _ element: StoredElement) {
    for width in [1, 7, 16, 33, 768] {
      let (bytes, values) = Plain.stored(Plain.numbers(width, seed: 15), as: element)
      let factors = Plain.numbers(width, seed: 16).map(Double.init)
      let shifted = values.map { Double($0) - 0.25 }
      bytes.withUnsafeBytes { raw in
        guard let base = raw.baseAddress else { return }
        let kernels = Kernels(level: level)
        let square = kernels.square(base, element: element, scale: factors, shift: 0.25, width: width)
        #expect(abs(square - zip(factors, shifted).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }) < 1e-12)
        var facts = [Double](repeating: .nan, count: 5)
        kernels.rowFacts(base, element: element, width: width, scale: factors, factor: factors, into: &facts)
        let mean = values.reduce(0) { $0 + Double($1) } / Double(width)
        let centred = values.map { Double($0) - mean }
        let expected = [
          mean, values.reduce(0) { $0 + Double($1) * Double($1) }, centred.reduce(0) { $0 + $1 * $1 },
          zip(factors, centred).reduce(0) { $0 + $1.0 * $1.1 * $1.1 },
          zip(factors, centred).reduce(0) { $0 + $1.0 * $1.1 },
        ]
        for (found, wanted) in zip(facts, expected) {
          #expect(abs(found - wanted) < 1e-13 * max(10, abs(wanted)))
        }
        var wide = [Float](repeating: .nan, count: width)
        kernels.widen(base, element: element, count: width, out: &wide)
        #expect(wide == values)
      }
    }
  }

  @Test(arguments: VectorLevel.available) func everyHalfIsWidenedExactly(_ level: VectorLevel) {
    let bytes = (0...UInt16.max).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    var wide = [Float](repeating: 0, count: 65536)
    bytes.withUnsafeBytes { raw in
      guard let base = raw.baseAddress else { return }
      Kernels(level: level).widen(base, element: .float16, count: 65536, out: &wide)
    }
    let wrong = (0...UInt16.max).filter { bits in
      let expected = Float(Float16(bitPattern: bits))
      let found = wide[Int(bits)]
      return expected.isNaN ? !found.isNaN : found.bitPattern != expected.bitPattern
    }
    #expect(wrong.isEmpty)
  }

  private static func expected(_ activation: Activation, _ x: Double) -> Double {
    switch activation {
    case .gelu: 0.5 * x * (1 + erf(x / 2.0.squareRoot()))
    case .geluTanh: 0.5 * x * (1 + Foundation.tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
    case .relu: max(0, x)
    case .silu: x / (1 + exp(-x))
    case .tanh: Foundation.tanh(x)
    case .geluSigmoid: x / (1 + exp(-1.702 * x))
    }
  }
}
