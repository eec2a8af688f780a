import CSpeedFloors
import Checkpoints
import Encoders
import Glibc
import Kernels

struct Measurement {
  var milliseconds: Double
  var bytes = 0.0
  var operations = 0.0
}

/// The model's forward pass, the kernels, and what the machine could do.
struct Bench {
  let encoder: Encoder
  let mapped: [MappedFile]
  let kernels: Kernels
  let workers = WorkerPool()

  init(model: String, kernels: Kernels) throws {
    self.kernels = kernels
    let checkpoint = try Checkpoint(folder: model)
    encoder = try Encoder(checkpoint)
    mapped = checkpoint.files
    layOut()
  }

  /// Has the forward pass read laid-out weights, as the daemon does.
  private func layOut() {
    let copy = encoder.panelCopy(kernels: kernels)
    guard copy.isWorthwhile else { return }
    // By large pages, as the daemon's copy in the page cache.
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: copy.byteCount, alignment: 2 << 20)
    _ = madvise(memory.baseAddress, memory.count, MADV_HUGEPAGE)
    var filled = 0
    _ = copy.make { piece in
      memory[filled..<filled + piece.count].copyBytes(from: piece)
      filled += piece.count
      return true
    }
    encoder.use(copy.form(of: UnsafeRawBufferPointer(memory)) { true })
  }

  func measure(_ name: String, _ sizes: [Int]) -> Measurement? {
    switch (name, sizes.count) {
    case ("forward", 1): forward(tokens: sizes[0])
    case ("forward", 2): forward(tokens: sizes[0], texts: sizes[1])
    case ("read", 0): read()
    case ("peak", 0): peak()
    case ("product", 3): product(rows: sizes[0], columns: sizes[1], width: sizes[2])
    case ("panelled", 3): panelled(rows: sizes[0], columns: sizes[1], width: sizes[2], as: .float32)
    case ("panelled", 4) where sizes[3] == 16:
      panelled(rows: sizes[0], columns: sizes[1], width: sizes[2], as: .float16)
    case ("fixed", 3): fixed(rows: sizes[0], columns: sizes[1], width: sizes[2])
    case ("norm", 2): norm(rows: sizes[0], width: sizes[1])
    case ("activate", 1): activate(count: sizes[0])
    case ("softmax", 2): softmax(rows: sizes[0], width: sizes[1])
    default: nil
    }
  }

  /// The whole pass, to the last layer's output, of one text or of several together.
  private func forward(tokens: Int, texts: Int = 1) -> Measurement {
    let requests = (0..<texts).map { text in
      TapRequest(
        ids: (0..<tokens).map { Int32(5 + (text + $0 * 7) % 1000) }, positions: [0],
        layers: [encoder.configuration.layers - 1], tap: .residPost, arithmetic: .exact)
    }
    return timed {
      _ = encoder.taps(of: requests, kernels: kernels, workers: workers, goesOn: { _ in true })
    }
  }

  /// Every weight once, by all threads.
  private func read() -> Measurement {
    let piece = 1 << 20
    var pieces: [(UnsafeRawPointer, Int)] = []
    for file in mapped {
      for offset in stride(from: 0, to: file.byteCount / piece * piece, by: piece) {
        pieces.append((file.base + offset, piece))
      }
    }
    let parts = pieces
    var found = timed { workers.run(parts.count) { _ = speed_read(parts[$0].0, parts[$0].1) } }
    found.bytes = Double(parts.count * piece)
    return found
  }

  private func peak() -> Measurement {
    let rounds = Int64(4_000_000)
    var found = timed { workers.run(workers.width) { _ in _ = speed_fuse(rounds) } }
    found.operations = speed_fuse(1) * Double(rounds) * Double(workers.width)
    return found
  }

  private func product(rows: Int, columns: Int, width: Int) -> Measurement {
    let weights = FloatRows(count: 1, width: columns * width)
    fill(weights)
    let stored = StoredRows(
      base: UnsafeRawPointer(weights.base), element: .float32, count: columns, width: width)
    return product(rows: rows, columns: columns, width: width, element: .float32) {
      kernels.product($0, weights: stored, columns: $1, bias: nil, out: $2, outStride: $3)
    }
  }

  private func panelled(rows: Int, columns: Int, width: Int, as element: StoredElement) -> Measurement {
    let length = PanelledRows.byteCount(element: element, count: columns, width: width)
    let panels = FloatRows(count: 1, width: (length + 3) / 4)
    if element == .float32 {
      fill(panels)
    } else {
      let numbers = UnsafeMutableRawPointer(panels.base).assumingMemoryBound(to: Float16.self)
      for index in 0..<length / 2 { numbers[index] = Float16(index % 17) / 17 - 0.5 }
    }
    let laidOut = PanelledRows(base: panels.base, element: element, count: columns, width: width)
    return product(rows: rows, columns: columns, width: width, element: element, inBlocks: true) {
      kernels.product($0, weights: laidOut, columns: $1, bias: nil, out: $2, outStride: $3)
    }
  }

  /// A product that `multiply` computes some columns of, into the memory that it is given with its stride. Rows meet
  /// laid-out weights in blocks, as in the forward pass, and stored ones together, as in the vocabulary's: by vectors.
  private func product(
    rows: Int, columns: Int, width: Int, element: StoredElement, inBlocks: Bool = false,
    by multiply: (ArrangedRows, Range<Int>, UnsafeMutablePointer<Float>, Int) -> Void
  ) -> Measurement {
    let values = FloatRows(count: rows, width: width)
    let out = FloatRows(count: rows, width: columns)
    fill(values)
    let pieces = workers.width * 8
    // Whole panels at the level that has the widest.
    let each = (columns + pieces * 32 - 1) / (pieces * 32) * 32
    let blocks: [ArrangedBlocks.Block]
    if inBlocks {
      let arranged = ArrangedBlocks(count: rows, width: width, kernels: kernels)
      arranged.arrange(values.base, stride: values.stride, rows: 0..<rows, columns: 0..<width)
      blocks = arranged.blocks
    } else {
      let arranged = ArrangedRows(
        values.base, count: rows, stride: values.stride, width: width, kernels: kernels.withoutMatrixUnits)
      blocks = [(0..<rows, arranged)]
    }
    var found = timed {
      workers.run(blocks.count * pieces) { task in
        let (block, piece) = (blocks[task / pieces], task % pieces)
        let range = min(columns, piece * each)..<min(columns, (piece + 1) * each)
        guard !range.isEmpty else { return }
        multiply(block.rows, range, out.row(block.range.lowerBound) + range.lowerBound, out.stride)
      }
    }
    found.bytes = Double(columns * width * element.byteCount)
    found.operations = 2 * Double(rows) * Double(columns) * Double(width)
    return found
  }

  private func fixed(rows: Int, columns: Int, width: Int) -> Measurement {
    let values = FloatRows(count: rows, width: width)
    fill(values)
    let weights = FloatRows(count: FixedEntries.group, width: width)
    fill(weights)
    let size = kernels.sizeOfFixedGroup(width: width)
    let groups = FixedEntries.groups(of: columns)
    // To cache lines, as in a mapped file.
    let memory = UnsafeMutableRawPointer.allocate(byteCount: groups * size * 2, alignment: 64)
    let base = memory.bindMemory(to: Int16.self, capacity: groups * size)
    let units = UnsafeMutablePointer<Float>.allocate(capacity: groups * FixedEntries.group)
    defer {
      memory.deallocate()
      units.deallocate()
    }
    for group in 0..<groups {
      _ = kernels.fix(
        StoredRows(base: weights.base, element: .float32, count: FixedEntries.group, width: width), group: 0,
        out: base + group * size, units: units + group * FixedEntries.group)
    }
    let entries = FixedEntries(base: base, units: units, count: columns, width: width)
    let row = FixedRows(values, kernels: kernels)
    let pieces = workers.width * 8
    let each = (groups + pieces - 1) / pieces
    var found = timed {
      workers.run(pieces) { piece in
        let out = FloatRows(count: rows, width: 96)
        for group in stride(from: piece * each, to: min(groups, (piece + 1) * each), by: 6) {
          kernels.product(
            row, entries: entries, groups: group..<min(groups, min(group + 6, (piece + 1) * each)),
            out: out.base,
            outStride: out.stride)
        }
      }
    }
    found.bytes = Double(groups * size * 2)
    found.operations = 2 * Double(rows) * Double(columns) * Double(width)
    return found
  }

  private func norm(rows: Int, width: Int) -> Measurement {
    let values = FloatRows(count: rows, width: width)
    let gain = FloatRows(count: 2, width: width)
    fill(values)
    var found = timed {
      kernels.layerNorm(
        values.base, count: rows, stride: values.stride, width: width, gain: gain.base,
        bias: gain.base + gain.stride, epsilon: 1e-5, out: values.base, outStride: values.stride)
    }
    found.bytes = Double(2 * rows * width * 4)
    return found
  }

  private func activate(count: Int) -> Measurement {
    let values = FloatRows(count: 1, width: count)
    fill(values)
    var found = timed { kernels.activate(.gelu, values.base, count: count) }
    found.bytes = Double(2 * count * 4)
    return found
  }

  private func softmax(rows: Int, width: Int) -> Measurement {
    let values = FloatRows(count: rows, width: width)
    fill(values)
    var found = timed {
      kernels.softmax(values.base, count: rows, stride: values.stride, width: width, scale: 0.1)
    }
    found.bytes = Double(2 * rows * width * 4)
    return found
  }

  private func fill(_ rows: FloatRows) {
    for index in 0..<rows.count * rows.stride { rows.base[index] = Float(index % 17) / 17 - 0.5 }
  }

  private func timed(_ body: () -> Void) -> Measurement {
    let clock = ContinuousClock()
    let took = clock.measure(body).components
    return Measurement(milliseconds: Double(took.seconds) * 1e3 + Double(took.attoseconds) / 1e15)
  }
}
