/// What becomes of the scalars at which a text is cut.
enum SplitBehavior: String, Sendable, Hashable {
  case removed = "Removed"
  case isolated = "Isolated"
  case contiguous = "Contiguous"
  case mergedWithPrevious = "MergedWithPrevious"
  case mergedWithNext = "MergedWithNext"

  /// Cuts `scalars[word]` at the scalars that have any of `properties`, and appends what is left to `words`.
  func split(
    _ scalars: [UInt32], _ word: Range<Int>, at properties: ScalarProperties, into words: inout [Range<Int>]
  ) {
    let pages = PropertyPages.shared
    var start = word.lowerBound
    var index = word.lowerBound
    var previousIsCut = false
    while index < word.upperBound {
      let isCut = !pages[scalars[index]].isDisjoint(with: properties)
      if startsWord(isCut: isCut, previousIsCut: previousIsCut), index > start {
        words.append(start..<index)
        start = index
      }
      if self == .removed, isCut { start = index + 1 }
      previousIsCut = isCut
      index += 1
    }
    if start < word.upperBound { words.append(start..<word.upperBound) }
  }

  /// Whether a new word starts at a scalar, given whether the text is cut there and at the scalar before.
  private func startsWord(isCut: Bool, previousIsCut: Bool) -> Bool {
    switch self {
    case .removed, .isolated: isCut || previousIsCut
    case .contiguous: isCut != previousIsCut
    case .mergedWithPrevious: previousIsCut
    case .mergedWithNext: isCut
    }
  }
}
