/// GPT-2's cut into words, the matches of
///
///     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
///
/// found by looking at each scalar's class once. The matches leave nothing out.
enum ByteLevelPattern {
  static func split(_ scalars: [UInt32], _ section: Range<Int>, into words: inout [Range<Int>]) {
    let properties = PropertyPages.shared
    var start = section.lowerBound
    while start < section.upperBound {
      let end = matchEnd(scalars, start..<section.upperBound, properties)
      words.append(start..<end)
      start = end
    }
  }

  /// Where the match that starts at the lower bound of `rest` ends.
  @inline(__always)
  private static func matchEnd(_ scalars: [UInt32], _ rest: Range<Int>, _ properties: PropertyPages) -> Int {
    let classes = ScalarProperties.letterNumberOrWhitespace
    let start = rest.lowerBound
    if scalars[start] == 0x27, let end = contractionEnd(scalars, rest) { return end }
    // A single space belongs to the run behind it, whatever that is, unless it is white space too.
    var runStart = start
    if scalars[start] == 0x20, start + 1 < rest.upperBound,
      !properties[scalars[start + 1]].contains(.whitespace)
    {
      runStart += 1
    }
    let kind = properties[scalars[runStart]].intersection(classes)
    var end = runStart + 1
    while end < rest.upperBound, properties[scalars[end]].intersection(classes) == kind { end += 1 }
    // White space leaves its last scalar to what follows it.
    if kind.contains(.whitespace), end < rest.upperBound, end - start > 1 { end -= 1 }
    return end
  }

  /// Where an English contraction ends: 's 't 'm 'd 're 've 'll, in small letters only.
  private static func contractionEnd(_ scalars: [UInt32], _ rest: Range<Int>) -> Int? {
    let first = rest.lowerBound + 1
    guard first < rest.upperBound else { return nil }
    switch scalars[first] {
    case 0x73, 0x74, 0x6D, 0x64: return first + 1
    default: break
    }
    guard first + 1 < rest.upperBound else { return nil }
    switch (scalars[first], scalars[first + 1]) {
    case (0x72, 0x65), (0x76, 0x65), (0x6C, 0x6C): return first + 2
    default: return nil
    }
  }
}
