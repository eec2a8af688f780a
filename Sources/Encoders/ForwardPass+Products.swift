import Kernels

extension ForwardPass {
  /// Columns of a product that one thread takes at a time, whole groups of laid-out ones: enough for it to see what
  /// comes next, and so few that nobody waits long for the last thread. Where rows are few, the weights' bytes are what
  /// takes the time.
  private func chunk(width: Int) -> Int {
    guard count <= Self.block else { return width > 1024 ? 48 : 96 }
    let numbers = 96 * 768
    return min(96, max(16, numbers / max(1, width) / 16 * 16))
  }

  /// out = from · Wᵀ + b for each pair, all in one round of the pool; then the activation, if any.
  func project(
    _ pairs: [(linear: Linear, out: FloatRows)], from rows: FloatRows, activation: Activation? = nil
  ) {
    var tasks: [(pair: Int, columns: Range<Int>)] = []
    for (index, pair) in pairs.enumerated() {
      let chunk = chunk(width: pair.linear.weights.width)
      for first in stride(from: 0, to: pair.linear.weights.count, by: chunk) {
        tasks.append((index, first..<min(first + chunk, pair.linear.weights.count)))
      }
    }
    let arranged = arrange(rows)
    workers.run(tasks.count) { task in
      let (index, columns) = tasks[task]
      let (linear, out) = pairs[index]
      let target = out.base + columns.lowerBound
      linear.bias.withUnsafeBufferPointer { bias in
        let bias = bias.baseAddress.map { $0 + columns.lowerBound }
        if let panels {
          kernels.product(
            arranged, weights: panels.matrices[linear.number], columns: columns, bias: bias, out: target,
            outStride: out.stride)
        } else {
          kernels.product(
            arranged, weights: linear.weights, columns: columns, bias: bias, out: target,
            outStride: out.stride)
        }
      }
      guard let activation else { return }
      for row in 0..<count { kernels.activate(activation, target + row * out.stride, count: columns.count) }
    }
  }

  /// The rows as products read them.
  private func arrange(_ rows: FloatRows) -> ArrangedRows {
    let arranged = rows.width == width ? arrangedNarrow : arrangedWide
    guard count > Self.block else {
      arranged.arrange(rows.base, stride: rows.stride, tiles: 0..<arranged.tiles)
      return arranged
    }
    workers.run(arranged.tiles) { arranged.arrange(rows.base, stride: rows.stride, tiles: $0..<$0 + 1) }
    return arranged
  }

  /// out = LN(rows), row by row.
  func normalize(_ rows: FloatRows, by norm: Normalization, into out: FloatRows) {
    eachBlock { block in
      norm.gain.withUnsafeBufferPointer { gain in
        norm.bias.withUnsafeBufferPointer { bias in
          guard let gain = gain.baseAddress, let bias = bias.baseAddress else { return }
          kernels.layerNorm(
            rows.row(block.lowerBound), count: block.count, stride: rows.stride, width: width, gain: gain,
            bias: bias, epsilon: norm.epsilon, out: out.row(block.lowerBound), outStride: out.stride)
        }
      }
    }
  }

  func add(_ addends: FloatRows, to rows: FloatRows) {
    eachBlock { block in
      for row in block { kernels.add(addends.row(row), to: rows.row(row), count: width) }
    }
  }

  /// Rows that one thread takes at a time; batches no longer than that are not worth a round of the pool.
  private static let block = 32

  private func eachBlock(_ body: (Range<Int>) -> Void) {
    let block = Self.block
    guard count > block else { return body(0..<count) }
    workers.run((count + block - 1) / block) { index in
      body(index * block..<min(count, (index + 1) * block))
    }
  }
}
