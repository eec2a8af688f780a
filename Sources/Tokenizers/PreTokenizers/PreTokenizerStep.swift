/// One of the cuts of a tokenizer's `pre_tokenizer`; a Sequence is several of them.
enum PreTokenizerStep: Sendable {
  case byteLevel(addsPrefixSpace: Bool, usesPattern: Bool)
  /// Runs of word scalars, and runs of what is neither that nor space.
  case whitespace
  /// At scalars with any of the properties.
  case split(at: ScalarProperties, SplitBehavior)

  /// Cuts each of `words`, ranges of `text`, none of them empty. A prefix space makes `text` longer.
  func apply(to text: inout AlignedText, _ words: inout [Range<Int>]) {
    var result: [Range<Int>] = []
    switch self {
    case .byteLevel(let addsPrefixSpace, let usesPattern):
      if addsPrefixSpace { PreTokenizerStep.addPrefixSpaces(to: &text, &words) }
      guard usesPattern else { return }
      result.reserveCapacity(text.count / 4)
      for word in words { ByteLevelPattern.split(text.scalars, word, into: &result) }
    case .whitespace:
      for word in words { PreTokenizerStep.splitWhitespace(text.scalars, word, into: &result) }
    case .split(let properties, let behavior):
      for word in words { behavior.split(text.scalars, word, at: properties, into: &result) }
    }
    words = result
  }

  /// Puts a space before each word that does not start with one. The space shares the place of what follows it.
  private static func addPrefixSpaces(to text: inout AlignedText, _ words: inout [Range<Int>]) {
    guard words.contains(where: { text.scalars[$0.lowerBound] != 0x20 }) else { return }
    var longer = AlignedText([], base: 0)
    longer.reserve(text.count + words.count)
    for position in words.indices {
      let word = words[position]
      let start = longer.count
      if text.scalars[word.lowerBound] != 0x20 { longer.append(0x20, from: text.source(of: word.lowerBound)) }
      for index in word { longer.append(text.scalars[index], from: text.source(of: index)) }
      words[position] = start..<longer.count
    }
    text = longer
  }

  private static func splitWhitespace(_ scalars: [UInt32], _ word: Range<Int>, into words: inout [Range<Int>])
  {
    let properties = PropertyPages.shared
    let classes: ScalarProperties = [.word, .whitespace]
    var start = word.lowerBound
    while start < word.upperBound {
      let kind = properties[scalars[start]].intersection(classes)
      var end = start + 1
      while end < word.upperBound, properties[scalars[end]].intersection(classes) == kind { end += 1 }
      if !kind.contains(.whitespace) { words.append(start..<end) }
      start = end
    }
  }
}
