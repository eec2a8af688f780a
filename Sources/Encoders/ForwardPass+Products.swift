import Kernels

extension ForwardPass {
  /// The most columns of a product that one thread takes at a time.
  static let chunk = 96

  /// The columns of a product, in parts that one thread takes at a time, whole pairs of laid-out groups: enough for it to
  /// see what comes next, and so few that nobody waits long for the last thread. Where rows are few, the weights' bytes
  /// are what takes the time.
  private func parts(of linear: Linear) -> [Range<Int>] {
    let (columns, inputs) = (linear.weights.count, max(1, linear.weights.width))
    let size =
      count <= Self.block
      ? (inputs > 1024 ? Self.chunk / 2 : Self.chunk)
      : min(Self.chunk, max(16, Self.chunk * 768 / inputs / 16 * 16))
    return stride(from: 0, to: columns, by: size).map { $0..<min($0 + size, columns) }
  }

  /// out = rows · Wᵀ + b for each pair, all in one round of the pool.
  func project(_ pairs: [(linear: Linear, out: FloatRows)], from rows: ArrangedRows) {
    let tasks = pairs.flatMap { pair in parts(of: pair.linear).map { (pair, $0) } }
    workers.run(tasks.count) { task in
      let ((linear, out), columns) = tasks[task]
      multiply(rows, by: linear, columns, into: out.base + columns.lowerBound, stride: out.stride)
    }
  }

  /// wide = activation(narrow · Wᵀ + b).
  func expand(by linear: Linear) {
    let tasks = parts(of: linear)
    workers.run(tasks.count) { task, thread in
      let (part, columns) = (scratch[thread], tasks[task])
      multiply(narrow, by: linear, columns, into: part.base, stride: part.stride)
      for row in 0..<count { kernels.activate(encoder.activation, part.row(row), count: columns.count) }
      wide.arrange(part.base, stride: part.stride, rows: 0..<count, columns: columns)
    }
  }

  private func multiply(
    _ rows: ArrangedRows, by linear: Linear, _ columns: Range<Int>, into out: UnsafeMutablePointer<Float>,
    stride: Int
  ) {
    linear.bias.withUnsafeBufferPointer { bias in
      let bias = bias.baseAddress.map { $0 + columns.lowerBound }
      if let panels {
        kernels.product(
          rows, weights: panels.matrices[linear.number], columns: columns, bias: bias, out: out,
          outStride: stride)
      } else {
        kernels.product(
          rows, weights: linear.weights, columns: columns, bias: bias, out: out, outStride: stride)
      }
    }
  }

  /// rows += addends, if any; out = narrow = LN(rows), row by row.
  func normalize(
    _ rows: FloatRows, adding addends: FloatRows?, by norm: Normalization, into out: FloatRows
  ) {
    eachBlock { block in
      if let addends {
        for row in block { kernels.add(addends.row(row), to: rows.row(row), count: width) }
      }
      norm.gain.withUnsafeBufferPointer { gain in
        norm.bias.withUnsafeBufferPointer { bias in
          guard let gain = gain.baseAddress, let bias = bias.baseAddress else { return }
          kernels.layerNorm(
            rows.row(block.lowerBound), count: block.count, stride: rows.stride, width: width, gain: gain,
            bias: bias, epsilon: norm.epsilon, out: out.row(block.lowerBound), outStride: out.stride)
        }
      }
      narrow.arrange(out.row(block.lowerBound), stride: out.stride, rows: block, columns: 0..<width)
    }
  }

  /// Rows that one thread takes at a time at most; batches no longer than that are not worth a round of the pool.
  private static let block = 32
  /// Rows that one thread takes at a time at least.
  private static let leastBlock = 8

  private func eachBlock(_ body: (Range<Int>) -> Void) {
    guard count > Self.block else { return body(0..<count) }
    // Blocks of nearly equal height, the same number for each thread unless they would become too small.
    let rounds = (count + Self.block * workers.width - 1) / (Self.block * workers.width)
    let blocks = min(rounds * workers.width, count / Self.leastBlock)
    workers.run(blocks) { body((0..<count).part($0, of: blocks)) }
  }
}
