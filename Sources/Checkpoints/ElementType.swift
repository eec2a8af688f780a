/// What the numbers of a usable tensor are. Raw values are safetensors' own names; all are little-endian.
package enum ElementType: String, Sendable, Hashable, CaseIterable {
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"

  /// Bytes of one number.
  package var byteCount: Int {
    switch self {
    case .float32: 4
    case .float16, .bfloat16: 2
    }
  }

  /// Bytes of one number of any type that safetensors names in whole bytes; nil for a name it does not know.
  ///
  /// Tensors of these types may lie in a file without being needed, and are held to their shapes all the same.
  static func byteCount(named name: String) -> Int? {
    switch name {
    case "BOOL", "U8", "I8", "F8_E4M3", "F8_E5M2", "F8_E8M0": 1
    case "U16", "I16", "F16", "BF16": 2
    case "U32", "I32", "F32": 4
    case "U64", "I64", "F64", "C64": 8
    default: nil
    }
  }
}
