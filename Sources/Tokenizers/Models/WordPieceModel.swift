/// WordPiece: the longest entry that starts a word, then the longest that continues it, and so on; a word that
/// cannot be cut so is unknown as a whole.
struct WordPieceModel: Sendable {
  let vocabulary: Vocabulary
  let unknownID: Int32
  /// What entries that continue a word start with, "##", in UTF-8.
  let continuingPrefix: [UInt8]
  /// A word of more scalars is unknown.
  let longestWord: Int

  /// Cuts `scalars[word]` into `pieces`.
  func cut(_ scalars: [UInt32], _ word: Range<Int>, into pieces: inout [Piece]) {
    pieces.removeAll(keepingCapacity: true)
    let whole = Piece(id: unknownID, length: Int32(truncatingIfNeeded: word.count))
    guard word.count <= longestWord else {
      pieces.append(whole)
      return
    }
    var start = word.lowerBound
    var candidate: [UInt8] = []
    while start < word.upperBound {
      candidate.removeAll(keepingCapacity: true)
      if start > word.lowerBound { candidate.append(contentsOf: continuingPrefix) }
      guard let piece = longest(scalars, start..<word.upperBound, &candidate) else {
        pieces.removeAll(keepingCapacity: true)
        pieces.append(whole)
        return
      }
      pieces.append(piece)
      start += Int(piece.length)
    }
  }

  /// The longest entry that is `candidate` with some of `scalars[rest]` behind it.
  private func longest(_ scalars: [UInt32], _ rest: Range<Int>, _ candidate: inout [UInt8]) -> Piece? {
    var end = rest.lowerBound
    while end < rest.upperBound, candidate.count < vocabulary.longestSpelling {
      scalars[end].forEachUTF8 { candidate.append($0) }
      end += 1
    }
    while end > rest.lowerBound {
      if let id = candidate.withUnsafeBytes({ vocabulary.id(of: $0) }) {
        return Piece(id: id, length: Int32(truncatingIfNeeded: end - rest.lowerBound))
      }
      end -= 1
      candidate.removeLast(scalars[end].utf8Count)
    }
    return nil
  }
}
