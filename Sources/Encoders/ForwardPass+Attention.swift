import Kernels

extension ForwardPass {
  var headWidth: Int { width / encoder.configuration.heads }

  /// narrow = concat over heads of softmax(q kᵀ / √d) v.
  func attend() {
    let pieces = AttentionPiece.all(
      lengths: requests.map(\.ids.count), heads: encoder.configuration.heads, threads: workers.width)
    workers.run(pieces.count) { attend(pieces[$0]) }
  }

  private func attend(_ piece: AttentionPiece) {
    let start = starts[piece.text]
    let queries = queryRows(piece.rows.count)
    let scores = FloatRows(count: piece.rows.count, width: requests[piece.text].ids.count)
    let outputs = FloatRows(count: piece.rows.count, width: piece.heads.count * headWidth)
    for head in piece.heads {
      probabilities(of: piece.rows, text: piece.text, head: head, queries: queries, into: scores)
      kernels.combine(
        scores.base, count: piece.rows.count, factorStride: scores.stride,
        values: value.row(start) + head * headWidth, valueCount: scores.width, valueStride: value.stride,
        width: headWidth, out: outputs.base + (head - piece.heads.lowerBound) * headWidth,
        outStride: outputs.stride)
    }
    let first = piece.heads.lowerBound * headWidth
    narrow.arrange(
      outputs.base, stride: outputs.stride,
      rows: start + piece.rows.lowerBound..<start + piece.rows.upperBound,
      columns: first..<first + outputs.width)
  }

  /// Room for so many queries of one head. Keys are used so few times that they are not worth making tiles of.
  func queryRows(_ count: Int) -> ArrangedRows {
    ArrangedRows(count: count, width: headWidth, kernels: kernels.withoutMatrixUnits)
  }

  /// softmax(q kᵀ / √d) of the positions `rows`, for one head of one text: a row of `scores` each. `queries` has room for
  /// exactly these, see ``queryRows(_:)``.
  func probabilities(
    of rows: Range<Int>, text: Int, head: Int, queries: ArrangedRows, into scores: FloatRows
  ) {
    let start = starts[text]
    let column = head * headWidth
    queries.arrange(
      query.row(start + rows.lowerBound) + column, stride: query.stride, rows: 0..<rows.count,
      columns: 0..<headWidth)
    kernels.product(
      queries, others: key.row(start) + column, otherCount: scores.width, otherStride: key.stride,
      out: scores.base, outStride: scores.stride)
    kernels.softmax(
      scores.base, count: rows.count, stride: scores.stride, width: scores.width,
      scale: 1 / Float(headWidth).squareRoot())
  }
}
