import Kernels

extension ForwardPass {
  /// Some columns of a product with a block of the rows.
  private struct Part {
    let linear: Linear
    let block: ArrangedBlocks.Block
    let columns: Range<Int>
  }

  /// One of so many products that are computed together, in parts that one thread takes at a time. All of a block come one
  /// behind the other, so that a thread keeps what it meets of it in its cache.
  private func parts(of linear: Linear, with rows: ArrangedBlocks, products: Int = 1) -> [Part] {
    let columns = ProductCut.columns(
      outputs: linear.weights.count, inputs: linear.weights.width, rows: count, blocks: rows.blocks.count,
      products: products, threads: workers.width, level: kernels.level)
    return rows.blocks.flatMap { block in
      columns.map { Part(linear: linear, block: block, columns: $0) }
    }
  }

  /// out = rows · Wᵀ + b for each pair, all in one round of the pool.
  func project(_ pairs: [(linear: Linear, out: FloatRows)], from rows: ArrangedBlocks) {
    let tasks = pairs.flatMap { pair in
      parts(of: pair.linear, with: rows, products: pairs.count).map { (part: $0, out: pair.out) }
    }
    workers.run(tasks.count) { task in
      let (part, out) = tasks[task]
      multiply(
        part, into: out.row(part.block.range.lowerBound) + part.columns.lowerBound, stride: out.stride)
    }
  }

  /// wide = activation(narrow · Wᵀ + b).
  func expand(by linear: Linear) {
    let tasks = parts(of: linear, with: narrow)
    workers.run(tasks.count) { task, thread in
      let (part, out) = (tasks[task], scratch[thread])
      multiply(part, into: out.base, stride: out.stride)
      for row in 0..<part.block.range.count {
        kernels.activate(encoder.activation, out.row(row), count: part.columns.count)
      }
      wide.arrange(out.base, stride: out.stride, rows: part.block.range, columns: part.columns)
    }
  }

  private func multiply(_ part: Part, into out: UnsafeMutablePointer<Float>, stride: Int) {
    part.linear.bias.withUnsafeBufferPointer { bias in
      let bias = bias.baseAddress.map { $0 + part.columns.lowerBound }
      if let panels {
        kernels.product(
          part.block.rows, weights: panels.matrices[part.linear.number], columns: part.columns, bias: bias,
          out: out, outStride: stride)
      } else {
        kernels.product(
          part.block.rows, weights: part.linear.weights, columns: part.columns, bias: bias, out: out,
          outStride: stride)
      }
    }
  }

  /// rows += addends, if any; out = narrow = LN(rows), row by row.
  func normalize(
    _ rows: FloatRows, adding addends: FloatRows?, by norm: Normalization, into out: FloatRows
  ) {
    eachStretch { stretch in
      if let addends {
        for row in stretch { kernels.add(addends.row(row), to: rows.row(row), count: width) }
      }
      norm.gain.withUnsafeBufferPointer { gain in
        norm.bias.withUnsafeBufferPointer { bias in
          guard let gain = gain.baseAddress, let bias = bias.baseAddress else { return }
          kernels.layerNorm(
            rows.row(stretch.lowerBound), count: stretch.count, stride: rows.stride, width: width, gain: gain,
            bias: bias, epsilon: norm.epsilon, out: out.row(stretch.lowerBound), outStride: out.stride)
        }
      }
      narrow.arrange(out.row(stretch.lowerBound), stride: out.stride, rows: stretch, columns: 0..<width)
    }
  }

  /// Rows that one thread takes at a time at most; batches no longer than that are not worth a round of the pool.
  private static let stretch = 32
  /// Rows that one thread takes at a time at least.
  private static let leastStretch = 8

  private func eachStretch(_ body: (Range<Int>) -> Void) {
    guard count > Self.stretch else { return body(0..<count) }
    // Stretches of nearly equal height, the same number for each thread unless they would become too small.
    let rounds = (count + Self.stretch * workers.width - 1) / (Self.stretch * workers.width)
    let stretches = min(rounds * workers.width, count / Self.leastStretch)
    workers.run(stretches) { body((0..<count).part($0, of: stretches)) }
  }
}
