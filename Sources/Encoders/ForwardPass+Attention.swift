import Kernels

extension ForwardPass {
  /// Rows of attention scores that one thread holds at a time.
  private static let block = 64

  private struct Piece {
    var text: Int
    var head: Int
    var rows: Range<Int>
  }

  var headWidth: Int { width / encoder.configuration.heads }

  /// narrow = concat over heads of softmax(q kᵀ / √d) v.
  func attend() {
    let pieces = requests.indices.flatMap { text in
      (0..<encoder.configuration.heads).flatMap { head in
        stride(from: 0, to: requests[text].ids.count, by: Self.block).map { first in
          Piece(text: text, head: head, rows: first..<min(first + Self.block, requests[text].ids.count))
        }
      }
    }
    let headWidth = headWidth
    workers.run(pieces.count) { index in
      let piece = pieces[index]
      let start = starts[piece.text]
      let column = piece.head * headWidth
      let scores = FloatRows(count: piece.rows.count, width: requests[piece.text].ids.count)
      probabilities(of: piece.rows, text: piece.text, head: piece.head, into: scores)
      let outputs = FloatRows(count: piece.rows.count, width: headWidth)
      kernels.combine(
        scores.base, count: piece.rows.count, factorStride: scores.stride, values: value.row(start) + column,
        valueCount: scores.width, valueStride: value.stride, width: headWidth, out: outputs.base,
        outStride: outputs.stride)
      narrow.arrange(
        outputs.base, stride: outputs.stride,
        rows: start + piece.rows.lowerBound..<start + piece.rows.upperBound,
        columns: column..<column + headWidth)
    }
  }

  /// softmax(q kᵀ / √d) of the positions `rows`, for one head of one text: a row of `scores` each.
  func probabilities(of rows: Range<Int>, text: Int, head: Int, into scores: FloatRows) {
    let start = starts[text]
    let column = head * headWidth
    let queries = ArrangedRows(
      query.row(start + rows.lowerBound) + column, count: rows.count, stride: query.stride, width: headWidth,
      kernels: kernels)
    kernels.product(
      queries, others: key.row(start) + column, otherCount: scores.width, otherStride: key.stride,
      out: scores.base, outStride: scores.stride)
    kernels.softmax(
      scores.base, count: rows.count, stride: scores.stride, width: scores.width,
      scale: 1 / Float(headWidth).squareRoot())
  }
}
