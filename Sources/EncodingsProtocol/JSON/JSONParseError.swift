/// Why bytes are no JSON that this protocol takes, and where.
public struct JSONParseError: Error, Sendable, Hashable {
  /// Offset of the offending byte.
  public var offset: Int
  /// What is wrong there, as the second half of a sentence.
  public var reason: String
}
