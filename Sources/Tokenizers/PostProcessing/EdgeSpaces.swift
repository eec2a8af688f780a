/// How many spaces a token starts and ends with.
struct EdgeSpaces: Sendable, Hashable {
  var leading: Int32 = 0
  var trailing: Int32 = 0

  /// Of a token's spelling: white space, and the letter that byte-level vocabularies spell a space with.
  init(_ spelling: some BidirectionalCollection<UInt32>) {
    let properties = PropertyPages.shared
    let isSpace = { (scalar: UInt32) in
      scalar == ByteLevelAlphabet.space || properties[scalar].contains(.whitespace)
    }
    leading = Int32(truncatingIfNeeded: spelling.prefix(while: isSpace).count)
    trailing = Int32(truncatingIfNeeded: spelling.reversed().prefix(while: isSpace).count)
  }
}
