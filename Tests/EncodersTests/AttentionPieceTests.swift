import Testing

@testable import Encoders

/// How attention is cut into pieces: all of it once, and none of them much greater than the rest.
@Suite struct AttentionPieceTests {
  private static let batches: [[Int]] = [
    [], [0], [1], [3], [64], [65], [512], Array(repeating: 3, count: 16), [5, 0, 130, 1],
    Array(repeating: 2, count: 1000) + [512], Array(repeating: 130, count: 9),
  ]

  @Test(arguments: batches, [1, 2, 16]) func allOfItOnce(_ lengths: [Int], _ threads: Int) {
    for heads in [1, 4, 7, 12] {
      var seen = lengths.map { [Int](repeating: 0, count: $0 * heads) }
      for piece in AttentionPiece.all(lengths: lengths, heads: heads, threads: threads) {
        #expect(piece.rows.count <= 64)
        for head in piece.heads { for row in piece.rows { seen[piece.text][row * heads + head] += 1 } }
      }
      #expect(seen.allSatisfy { $0.allSatisfy { $0 == 1 } })
    }
  }

  /// A piece is a sixteenth of a thread's part at most, or one head of one block.
  @Test(arguments: batches, [1, 2, 16]) func noneIsGreaterThanTheRest(_ lengths: [Int], _ threads: Int) {
    let heads = 12
    let part = lengths.reduce(0) { $0 + $1 * $1 } * heads / threads / 16
    for piece in AttentionPiece.all(lengths: lengths, heads: heads, threads: threads) {
      let work = piece.rows.count * lengths[piece.text] * piece.heads.count
      #expect(work <= part || piece.heads.count == 1)
    }
  }

  @Test func shortTextsAreNotCutUp() {
    let pieces = AttentionPiece.all(lengths: Array(repeating: 3, count: 64), heads: 12, threads: 2)
    #expect(pieces.count == 64 && pieces.allSatisfy { $0.heads == 0..<12 && $0.rows == 0..<3 })
  }
}
