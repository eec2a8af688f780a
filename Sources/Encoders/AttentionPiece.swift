import Kernels

/// What one thread does of a layer's attention at a time: some heads of some rows of a text.
struct AttentionPiece: Equatable {
  /// The text's place in the batch.
  var text: Int
  var heads: Range<Int>
  /// Positions in the text.
  var rows: Range<Int>

  /// Rows of scores that one thread holds at a time at most.
  private static let block = 64
  /// Pieces for each thread, so that nobody waits long for the last one; but each needs room of its own.
  private static let perThread = 16

  /// All of the attention of a batch of texts of so many tokens. Pieces take about the same time: many heads of a short
  /// text, few of a long one.
  static func all(lengths: [Int], heads: Int, threads: Int) -> [AttentionPiece] {
    // Scores of a head are what takes the time; a text has as many as its length squared.
    let scores = lengths.reduce(0) { $0 + $1 * $1 } * heads
    let wanted = scores / (perThread * max(1, threads))
    return lengths.indices.flatMap { text in
      let length = lengths[text]
      let share = min(heads, max(1, wanted / max(1, min(block, length) * length)))
      let parts = (heads + share - 1) / share
      return (0..<parts).flatMap { part in
        stride(from: 0, to: length, by: block).map {
          AttentionPiece(
            text: text, heads: (0..<heads).part(part, of: parts), rows: $0..<min($0 + block, length))
        }
      }
    }
  }
}
