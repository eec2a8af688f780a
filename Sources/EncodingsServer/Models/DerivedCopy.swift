import Encoders
import Tracing

/// Another form of a model's weights that is derived from them, and told from anything else by deriving it again.
protocol DerivedCopy {
  associatedtype Form

  /// What logs call it.
  static var title: String { get }
  /// Where its files lie in the cache folder, and what their names end with.
  static var place: (folder: String, suffix: String) { get }
  /// What names ended with in versions that laid them out otherwise, and whose files nobody takes any more.
  static var formerSuffixes: [String] { get }

  /// Length of its file.
  var byteCount: Int { get }

  /// Hands its bytes to `write`, piece by piece, until that gives false; tells whether it never did.
  func make(_ write: (UnsafeRawBufferPointer) -> Bool) -> Bool

  /// What is in `bytes`, if they are the copy to the last bit. `isWhole` tells whether they stay so, and keeps them alive.
  func form(of bytes: UnsafeRawBufferPointer, isWhole: @escaping @Sendable () -> Bool) -> Form?
}

extension FixedCopy: DerivedCopy {
  static let title = "the vocabulary's 16-bit copy"
  static let place = (folder: "vocabularies", suffix: ".fixed16")
  static let formerSuffixes: [String] = []
}

extension PanelCopy: DerivedCopy {
  static let title = "the layers' laid-out copy"
  static let place = (folder: "layers", suffix: ".columns16")
  // In groups of four columns.
  static let formerSuffixes = [".panels32"]
}
