internal import CKernels

/// The vector units that the kernels use. Results at different levels differ in their last bits, at one level they
/// depend on nothing but the numbers.
package enum VectorLevel: Int32, CaseIterable, Sendable, Comparable {
  case portable = 0
  case avx2 = 1
  case avx512 = 2
  case avx512VNNI = 3
  /// With matrix units, for the products of layers.
  case amx = 4

  /// The best that this CPU has.
  package static let best = VectorLevel(rawValue: encodings_best_level()) ?? .portable

  /// Every level that this CPU can run, the plainest first.
  package static var available: [VectorLevel] { allCases.filter { $0 <= best } }

  package static func < (left: VectorLevel, right: VectorLevel) -> Bool { left.rawValue < right.rawValue }
}

/// How stored weights are encoded.
package enum StoredElement: Int32, Sendable {
  case float32 = 0
  case float16 = 1
  case bfloat16 = 2

  package var byteCount: Int { self == .float32 ? 4 : 2 }
}

/// Activation functions of feed-forward parts.
package enum Activation: Int32, Sendable, CaseIterable {
  /// x Φ(x), through the error function (Hendrycks & Gimpel 2016, as are both approximations).
  case gelu = 0
  /// GELU's approximation through tanh: x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2.
  case geluTanh = 1
  case relu = 2
  /// x / (1 + e^-x)
  case silu = 3
  case tanh = 4
  /// GELU's approximation through the logistic function: x / (1 + e^(-1.702 x)).
  case geluSigmoid = 5

  /// The function that Hugging Face's `hidden_act` names.
  package init?(huggingFaceName name: String) {
    switch name {
    case "gelu", "gelu_python": self = .gelu
    case "gelu_new", "gelu_fast", "gelu_pytorch_tanh", "gelu_accurate": self = .geluTanh
    case "quick_gelu": self = .geluSigmoid
    case "relu": self = .relu
    case "silu", "swish": self = .silu
    case "tanh": self = .tanh
    default: return nil
    }
  }
}
