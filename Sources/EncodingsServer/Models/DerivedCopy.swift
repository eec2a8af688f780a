import Encoders
import Tracing

/// Another form of a model's weights that is derived from them, and told from anything else by deriving it again.
protocol DerivedCopy {
  associatedtype Form

  /// What logs call it.
  static var title: String { get }
  /// Where its files lie in the cache folder.
  static var folder: String { get }
  /// What names of its files end with, for each way in which they are laid out: daemons on other CPUs may share a folder.
  static var suffixes: [String] { get }
  /// What names ended with in versions that laid them out otherwise, and whose files nobody takes any more.
  static var formerSuffixes: [String] { get }

  /// What its own file's name ends with.
  var suffix: String { get }
  /// Length of its file.
  var byteCount: Int { get }

  /// Hands its bytes to `write`, piece by piece, until that gives false; tells whether it never did.
  func make(_ write: (UnsafeRawBufferPointer) -> Bool) -> Bool

  /// What is in `bytes`, if they are the copy to the last bit. `isWhole` tells whether they stay so, and keeps them alive.
  func form(of bytes: UnsafeRawBufferPointer, isWhole: @escaping @Sendable () -> Bool) -> Form?
}

extension FixedCopy: DerivedCopy {
  static let title = "the vocabulary's 16-bit copy"
  static let folder = "vocabularies"
  private static let ofNumbers = ".fixed16"
  private static let ofBytes = ".bytes16"
  static let suffixes = [ofNumbers, ofBytes]
  static let formerSuffixes: [String] = []

  var suffix: String { isOfBytes ? Self.ofBytes : Self.ofNumbers }
}

extension PanelCopy: DerivedCopy {
  static let title = "the layers' laid-out copy"
  static let folder = "layers"
  static let suffixes = [".columns16"]
  // In groups of four columns.
  static let formerSuffixes = [".panels32"]

  var suffix: String { ".columns16" }
}
