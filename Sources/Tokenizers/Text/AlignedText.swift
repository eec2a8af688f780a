/// A text on its way through the normalisers: its scalars, and for each the place in the original it came from.
struct AlignedText: Sendable {
  private(set) var scalars: [UInt32]
  /// The source of each scalar; empty while the text is still a piece of the original, letter for letter.
  private var sources: [SourceRange]
  /// Where in the original the text starts.
  private let base: Int32

  /// A piece of the original that starts at scalar `base` of it.
  init(_ scalars: [UInt32], base: Int) {
    self.scalars = scalars
    self.sources = []
    self.base = Int32(truncatingIfNeeded: base)
  }

  var count: Int { scalars.count }

  /// Where scalar `index` came from.
  func source(of index: Int) -> SourceRange {
    if sources.isEmpty {
      let start = base &+ Int32(truncatingIfNeeded: index)
      return SourceRange(start: start, end: start &+ 1)
    }
    return sources[index]
  }

  /// Where the scalars of a range, which must not be empty, came from.
  func source(of range: Range<Int>) -> SourceRange {
    SourceRange(start: source(of: range.lowerBound).start, end: source(of: range.upperBound - 1).end)
  }

  /// Leaves out every scalar that `isRemoved`.
  mutating func remove(where isRemoved: (UInt32) -> Bool) {
    guard let first = scalars.firstIndex(where: isRemoved) else { return }
    keepSources()
    var kept = first
    for index in first..<scalars.count where !isRemoved(scalars[index]) {
      scalars[kept] = scalars[index]
      sources[kept] = sources[index]
      kept += 1
    }
    scalars.removeSubrange(kept...)
    sources.removeSubrange(kept...)
  }

  /// Keeps only the scalars of a range.
  mutating func crop(to range: Range<Int>) {
    guard range != 0..<count else { return }
    keepSources()
    scalars = Array(scalars[range])
    sources = Array(sources[range])
  }

  /// Puts one scalar in the place of each.
  mutating func map(_ replacement: (UInt32) -> UInt32) {
    for index in scalars.indices {
      let scalar = scalars[index]
      let other = replacement(scalar)
      if other != scalar { scalars[index] = other }
    }
  }

  /// Puts the scalars of each edit in order in the place of the text.
  mutating func apply(_ edits: [TextEdit]) {
    guard count > 0 else { return }
    var written = AlignedText([], base: 0)
    written.reserve(edits.count)
    var read = 0
    for edit in edits {
      if edit.change > 0 {
        written.append(edit.scalar, from: source(of: min(max(read, 1), count) - 1))
      } else {
        written.append(edit.scalar, from: source(of: min(read, count - 1)))
        read += 1 - Int(edit.change)
      }
    }
    self = written
  }

  mutating func reserve(_ count: Int) {
    scalars.reserveCapacity(count)
    sources.reserveCapacity(count)
  }

  /// Appends a scalar that came from `source`.
  mutating func append(_ scalar: UInt32, from source: SourceRange) {
    keepSources()
    scalars.append(scalar)
    sources.append(source)
  }

  /// Writes down where every scalar came from, before that is no longer a matter of counting.
  private mutating func keepSources() {
    guard sources.isEmpty, !scalars.isEmpty else { return }
    sources = scalars.indices.map(source(of:))
  }
}
