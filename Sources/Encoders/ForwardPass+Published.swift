import Kernels

/// The public demo's reading of `resid_mid`: heads(x · Wv) · Wo + x with both matrices untransposed and without
/// their biases. Layer inputs and attention probabilities are the true ones.
extension ForwardPass {
  func readPublished(layer: Int) {
    for (index, request) in requests.enumerated() where request.arithmetic == .published {
      guard let place = request.layers.firstIndex(of: layer) else { continue }
      readPublished(request, index: index, layer: layer, place: place)
    }
  }

  private func readPublished(_ request: TapRequest, index: Int, layer: Int, place: Int) {
    let weights = encoder.layers[layer]
    let start = starts[index]
    let length = request.ids.count
    let values = FloatRows(count: length, width: width)
    multiply(input.row(start), count: length, stride: input.stride, by: weights.value, into: values)
    let heads = FloatRows(count: request.positions.count, width: width)
    let queries = queryRows(1)
    let scores = FloatRows(count: 1, width: length)
    for (row, position) in request.positions.enumerated() {
      for head in 0..<encoder.configuration.heads {
        probabilities(
          of: position..<position + 1, text: index, head: head, queries: queries, into: scores)
        let column = head * headWidth
        kernels.combine(
          scores.base, count: 1, factorStride: scores.stride, values: values.base + column,
          valueCount: length,
          valueStride: values.stride, width: headWidth, out: heads.row(row) + column, outStride: heads.stride)
      }
    }
    let out = FloatRows(count: request.positions.count, width: width)
    multiply(heads.base, count: heads.count, stride: heads.stride, by: weights.output, into: out)
    for (row, position) in request.positions.enumerated() {
      kernels.add(input.row(start + position), to: out.row(row), count: width)
      readings[index].rows.row(readings[index].index(position: row, layer: place))
        .update(from: out.row(row), count: width)
    }
  }

  /// out = rows · W, the stored matrix as it lies: it is square, so that the demo's mistake goes unnoticed.
  private func multiply(
    _ rows: UnsafePointer<Float>, count: Int, stride: Int, by linear: Linear, into out: FloatRows
  ) {
    let stored = linear.weights
    let wide = FloatRows(count: stored.count, width: stored.width)
    workers.run(stored.count) { row in
      kernels.widen(stored.row(row), element: stored.element, count: stored.width, out: wide.row(row))
    }
    let chunk = 64
    workers.run((width + chunk - 1) / chunk) { task in
      let first = task * chunk
      kernels.combine(
        rows, count: count, factorStride: stride, values: wide.base + first, valueCount: stored.count,
        valueStride: wide.stride, width: min(chunk, width - first), out: out.base + first,
        outStride: out.stride)
    }
  }
}
