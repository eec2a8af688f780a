/// Finds added tokens in a text: leftmost first, the longest of those that start at one place.
struct AddedTokenMatcher: Sendable {
  private struct Pattern: Sendable {
    var scalars: [UInt32]
    var token: AddedToken
  }

  /// A part of a text: an added token, or what stands between two.
  struct Section {
    var range: Range<Int>
    var token: AddedToken?
  }

  /// In lexicographic order, so that those which start alike stand together.
  private let patterns: [Pattern]
  /// Which of the first 128 scalars start a pattern, and whether any other does.
  private let startsInASCII: [Bool]
  private let startsBeyondASCII: Bool

  var isEmpty: Bool { patterns.isEmpty }

  /// Looks for `scalars` of each; none may be empty.
  init(_ tokens: [(scalars: [UInt32], token: AddedToken)]) {
    patterns = tokens.filter { !$0.scalars.isEmpty }.map { Pattern(scalars: $0.scalars, token: $0.token) }
      .sorted { $0.scalars.lexicographicallyPrecedes($1.scalars) }
    let starts = Set(patterns.compactMap(\.scalars.first))
    startsInASCII = (0..<128).map(starts.contains)
    startsBeyondASCII = starts.contains { $0 >= 128 }
  }

  /// Two tokens that are looked for as the same scalars, if there are any.
  var ambiguity: (AddedToken, AddedToken)? {
    zip(patterns, patterns.dropFirst()).first { $0.scalars == $1.scalars }.map { ($0.token, $1.token) }
  }

  /// Cuts `scalars[range]` into sections; none is empty.
  func sections(_ scalars: [UInt32], _ range: Range<Int>) -> [Section] {
    var sections: [Section] = []
    var unclaimed = range.lowerBound
    var index = range.lowerBound
    while index < range.upperBound {
      guard let match = longestMatch(scalars, index..<range.upperBound) else {
        index += 1
        continue
      }
      let end = index + match.scalars.count
      if !match.token.isSingleWord || AddedTokenMatcher.standsAlone(scalars, index..<end, range) {
        let start = match.token.stripsLeft ? spaceBefore(scalars, index, unclaimed) : index
        let stop = match.token.stripsRight ? spaceBehind(scalars, end, range.upperBound) : end
        // Of a token that is white space, an earlier one may have taken all that there is.
        if start < stop {
          if unclaimed < start { sections.append(Section(range: unclaimed..<start)) }
          sections.append(Section(range: start..<stop, token: match.token))
          unclaimed = stop
        }
      }
      index = end
    }
    if unclaimed < range.upperBound { sections.append(Section(range: unclaimed..<range.upperBound)) }
    return sections
  }

  /// The longest pattern that starts at the lower bound of `rest`.
  @inline(__always)
  private func longestMatch(_ scalars: [UInt32], _ rest: Range<Int>) -> Pattern? {
    let first = scalars[rest.lowerBound]
    guard first < 128 ? startsInASCII[Int(first)] : startsBeyondASCII else { return nil }
    return narrow(scalars, rest)
  }

  /// Narrows the patterns, scalar by scalar, to those that go on like the text.
  private func narrow(_ scalars: [UInt32], _ rest: Range<Int>) -> Pattern? {
    var candidates = patterns.indices
    var longest: Pattern?
    for (depth, index) in rest.enumerated() {
      candidates = candidates.partition { patterns[$0].scalars[depth] < scalars[index] }.upper
      candidates = candidates.partition { patterns[$0].scalars[depth] == scalars[index] }.lower
      guard let first = candidates.first else { break }
      if patterns[first].scalars.count == depth + 1 {
        longest = patterns[first]
        candidates.removeFirst()
      }
    }
    return longest
  }

  private static func standsAlone(_ scalars: [UInt32], _ match: Range<Int>, _ range: Range<Int>) -> Bool {
    let isWord = { (index: Int) in
      range.contains(index) && PropertyPages.shared[scalars[index]].contains(.word)
    }
    return !isWord(match.lowerBound - 1) && !isWord(match.upperBound)
  }

  /// Where the white space before `index` starts, but not before what earlier tokens have claimed.
  private func spaceBefore(_ scalars: [UInt32], _ index: Int, _ unclaimed: Int) -> Int {
    var start = index
    while start > unclaimed, PropertyPages.shared[scalars[start - 1]].contains(.whitespace) { start -= 1 }
    return max(start, unclaimed)
  }

  private func spaceBehind(_ scalars: [UInt32], _ index: Int, _ highest: Int) -> Int {
    var end = index
    while end < highest, PropertyPages.shared[scalars[end]].contains(.whitespace) { end += 1 }
    return end
  }
}

extension Range<Int> {
  /// Where a range parts into indices that are `below` and, behind them, indices that are not.
  fileprivate func partition(_ below: (Int) -> Bool) -> (lower: Range, upper: Range) {
    var low = lowerBound
    var high = upperBound
    while low < high {
      let middle = low + (high - low) / 2
      if below(middle) { low = middle + 1 } else { high = middle }
    }
    return (lowerBound..<low, low..<upperBound)
  }
}
