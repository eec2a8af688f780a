import Encoders
import Kernels

/// What the spaces need to know of each vocabulary entry `E[v]`, whatever the position: sums over the row that
/// make a second matrix unnecessary. g and b are the embedding normalisation's gain and bias, E' = E - mean.
///
/// In float64 for verdicts, and once more in float32 for the pass over the whole vocabulary.
final class VocabularyFacts: Sendable {
  let rows: StoredRows
  let gain: [Double]
  let bias: [Double]
  /// |b|²
  let biasSquare: Double
  /// max |g|
  let gainGreatest: Double
  /// |g b|
  let gainBiasNorm: Double
  let type: [Double]
  let epsilon: Double
  /// Mean of the row.
  let mean: [Double]
  /// |E|²
  let square: [Double]
  /// |E'|²
  let centred: [Double]
  /// Σ g² E'²
  let scaled: [Double]
  /// Σ g b E'
  let product: [Double]
  let single: SingleFacts

  /// The same numbers as float32, and |E|.
  struct SingleFacts: Sendable {
    let norm: [Float]
    let square: [Float]
    let mean: [Float]
    let centred: [Float]
    let scaled: [Float]
    let product: [Float]
  }

  /// Reads every row once, over all threads of the pool.
  init(_ embeddings: EmbeddingWeights, kernels: Kernels, workers: WorkerPool) {
    rows = embeddings.word
    gain = embeddings.norm.gain.map(Double.init)
    bias = embeddings.norm.bias.map(Double.init)
    biasSquare = bias.reduce(0) { $0 + $1 * $1 }
    gainGreatest = gain.map(abs).max() ?? 0
    gainBiasNorm = zip(gain, bias).reduce(0) { $0 + ($1.0 * $1.1) * ($1.0 * $1.1) }.squareRoot()
    type = embeddings.type.map(Double.init)
    epsilon = Double(embeddings.norm.epsilon)
    let table = FactTable(embeddings.word, gain: gain, bias: bias, kernels: kernels, workers: workers)
    mean = table.column(0)
    square = table.column(1)
    centred = table.column(2)
    scaled = table.column(3)
    product = table.column(4)
    single = SingleFacts(
      norm: square.map { Float($0.squareRoot()) }, square: square.map(Float.init), mean: mean.map(Float.init),
      centred: centred.map(Float.init), scaled: scaled.map(Float.init), product: product.map(Float.init))
  }

  var count: Int { rows.count }
  var width: Int { rows.width }
}

/// The columns of `VocabularyFacts` while they are computed: threads write rows of their own.
private final class FactTable: @unchecked Sendable {
  private static let columns = 5
  private let count: Int
  private let values: UnsafeMutablePointer<Double>

  init(_ rows: StoredRows, gain: [Double], bias: [Double], kernels: Kernels, workers: WorkerPool) {
    count = rows.count
    values = .allocate(capacity: max(1, rows.count * Self.columns))
    let gainSquared = gain.map { $0 * $0 }
    let gainBias = zip(gain, bias).map { $0 * $1 }
    let chunk = 512
    let values = values
    workers.run((rows.count + chunk - 1) / chunk) { task in
      for entry in task * chunk..<min(rows.count, (task + 1) * chunk) {
        kernels.rowFacts(
          rows.row(entry), element: rows.element, width: rows.width, scale: gainSquared, factor: gainBias,
          into: values + entry * Self.columns)
      }
    }
  }

  deinit { values.deallocate() }

  func column(_ index: Int) -> [Double] {
    (0..<count).map { values[$0 * Self.columns + index] }
  }
}
