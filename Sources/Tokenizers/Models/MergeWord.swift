/// Merges a word's symbols by rank, lowest first and, among equals, leftmost first.
struct MergeWord: Sendable {
  /// Up to this many symbols, looking through them all for the next merge is faster than keeping a queue.
  private static let shortWord = 40

  private struct Symbol {
    var piece: Piece
    /// The merge with the next symbol; of rank `noRank` where there is none.
    var merge: Merge
  }

  private static let noMerge = Merge(rank: .max, id: -1)

  private var symbols: [Symbol] = []
  private var queue = MergeQueue()

  /// Merges `pieces` in place as far as the table goes. `hasUnknown` if some stand for characters without an entry.
  mutating func merge(_ pieces: inout [Piece], _ table: MergeTable, hasUnknown: Bool) {
    guard pieces.count > 1 else { return }
    // Only the queue treats a merge with an unknown symbol, whose length is not its spelling's, as the library does.
    if pieces.count > MergeWord.shortWord || hasUnknown {
      queue.merge(&pieces, table)
    } else {
      mergeShort(&pieces, table)
    }
  }

  private mutating func mergeShort(_ pieces: inout [Piece], _ table: MergeTable) {
    symbols.removeAll(keepingCapacity: true)
    for index in pieces.indices {
      var merge = MergeWord.noMerge
      if index + 1 < pieces.count, let found = table.merge(pieces[index].id, pieces[index + 1].id) {
        merge = found
      }
      symbols.append(Symbol(piece: pieces[index], merge: merge))
    }
    while true {
      var best = 0
      var rank = Int32.max
      for index in symbols.indices where symbols[index].merge.rank < rank {
        best = index
        rank = symbols[index].merge.rank
      }
      guard rank < .max, best + 1 < symbols.count else { break }
      symbols[best].piece.id = symbols[best].merge.id
      symbols[best].piece.length += symbols[best + 1].piece.length
      symbols.remove(at: best + 1)
      update(best, table)
      if best > 0 { update(best - 1, table) }
    }
    pieces.removeAll(keepingCapacity: true)
    for symbol in symbols { pieces.append(symbol.piece) }
  }

  private mutating func update(_ index: Int, _ table: MergeTable) {
    guard index + 1 < symbols.count else {
      symbols[index].merge = MergeWord.noMerge
      return
    }
    symbols[index].merge =
      table.merge(symbols[index].piece.id, symbols[index + 1].piece.id) ?? MergeWord.noMerge
  }
}
