/// How the comparisons of a batch are cut into passes over the vocabulary.
///
/// Where many entries tie, or a space's bounds are wide, a pass may leave every entry open for every query. So it has
/// no more queries than there is memory for that; most batches are one pass.
enum PassCut {
  /// Some positions of a question, in one pass.
  struct Piece {
    var question: Int
    var positions: Range<Int>
    var comparison: Comparison
  }

  /// Bytes of what may be found in a pass.
  private static let room = 256 << 20
  /// Bytes of what may be found for an entry.
  private static let entry = MemoryLayout<Int32>.stride + MemoryLayout<RowVerdicts.Candidate>.stride

  /// Queries that a pass over so many entries may have.
  static func most(vocabulary: Int) -> Int { max(1, room / max(1, vocabulary * entry)) }

  /// The passes, about as long as one another, with at most so many queries unless one position has more. Positions stay
  /// whole and in their order.
  static func passes(_ comparisons: [Comparison], most: Int) -> [[Piece]] {
    let queries = comparisons.reduce(0) { $0 + $1.queries.count }
    let count = max(1, (queries + most - 1) / most)
    let share = (queries + count - 1) / count
    var passes: [[Piece]] = []
    var room = 0
    for (question, comparison) in comparisons.enumerated() {
      let layers = comparison.layerCount
      var next = 0
      while next < comparison.ids.count {
        if passes.isEmpty || room < layers {
          passes.append([])
          room = share
        }
        let rest = comparison.ids.count - next
        let positions = next..<next + (layers == 0 ? rest : min(rest, max(1, room / layers)))
        passes[passes.count - 1].append(
          Piece(question: question, positions: positions, comparison: comparison.part(positions)))
        room -= positions.count * layers
        next = positions.upperBound
      }
    }
    return passes
  }
}
