import Checkpoints
package import Kernels

/// A mapped matrix with its bias: `rows · Wᵀ + b`.
struct Linear: Sendable {
  let weights: StoredRows
  let bias: [Float]
  /// Which of all layers' matrices it is.
  let number: Int
  /// Keeps the mapping alive.
  let tensor: Tensor

  init(
    _ checkpoint: Checkpoint, _ name: String, number: Int, from inputs: Int, to outputs: Int
  ) throws(CheckpointError) {
    self.number = number
    tensor = try checkpoint.tensor(name + ".weight", shape: [outputs, inputs])
    weights = tensor.storedRows(count: outputs, width: inputs)
    bias = try checkpoint.vector(name + ".bias", count: outputs)
  }
}

/// Gain and bias of a layer normalisation.
package struct Normalization: Sendable {
  package let gain: [Float]
  package let bias: [Float]
  package let epsilon: Float

  init(_ checkpoint: Checkpoint, _ name: String) throws(CheckpointError) {
    let width = checkpoint.configuration.hidden
    gain = try checkpoint.vector(name + ".weight", count: width)
    bias = try checkpoint.vector(name + ".bias", count: width)
    epsilon = Float(checkpoint.configuration.layerNormEpsilon)
  }
}

/// One layer's parameters, under the names that both families give them.
struct LayerWeights: Sendable {
  let query: Linear
  let key: Linear
  let value: Linear
  let output: Linear
  let attentionNorm: Normalization
  let intermediate: Linear
  let shrink: Linear
  let outputNorm: Normalization

  /// Number of a layer's matrices.
  private static let matrices = 6

  /// In the order of their numbers.
  var linears: [Linear] { [query, key, value, output, intermediate, shrink] }

  init(_ checkpoint: Checkpoint, layer: Int) throws(CheckpointError) {
    let hidden = checkpoint.configuration.hidden
    let wide = checkpoint.configuration.intermediate
    let prefix = "encoder.layer.\(layer)."
    let number = layer * Self.matrices
    query = try Linear(checkpoint, prefix + "attention.self.query", number: number, from: hidden, to: hidden)
    key = try Linear(checkpoint, prefix + "attention.self.key", number: number + 1, from: hidden, to: hidden)
    value = try Linear(
      checkpoint, prefix + "attention.self.value", number: number + 2, from: hidden, to: hidden)
    output = try Linear(
      checkpoint, prefix + "attention.output.dense", number: number + 3, from: hidden, to: hidden)
    attentionNorm = try Normalization(checkpoint, prefix + "attention.output.LayerNorm")
    intermediate = try Linear(
      checkpoint, prefix + "intermediate.dense", number: number + 4, from: hidden, to: wide)
    shrink = try Linear(checkpoint, prefix + "output.dense", number: number + 5, from: wide, to: hidden)
    outputNorm = try Normalization(checkpoint, prefix + "output.LayerNorm")
  }
}

/// What a token is before the first layer: `LN(word + position + type 0)`.
package struct EmbeddingWeights: Sendable {
  package let word: StoredRows
  package let position: StoredRows
  /// Row 0 of the type table: one text has one type.
  package let type: [Float]
  package let norm: Normalization
  private let tensors: [Tensor]

  init(_ checkpoint: Checkpoint) throws(CheckpointError) {
    let configuration = checkpoint.configuration
    let hidden = configuration.hidden
    let words = try checkpoint.tensor(
      "embeddings.word_embeddings.weight", shape: [configuration.vocabulary, hidden])
    let positions = try checkpoint.tensor(
      "embeddings.position_embeddings.weight", shape: [configuration.positions, hidden])
    let types = try checkpoint.tensor(
      "embeddings.token_type_embeddings.weight", shape: [configuration.typeVocabulary, hidden])
    word = words.storedRows(count: configuration.vocabulary, width: hidden)
    position = positions.storedRows(count: configuration.positions, width: hidden)
    type = types.storedRows(count: configuration.typeVocabulary, width: hidden).widened(0)
    norm = try Normalization(checkpoint, "embeddings.LayerNorm")
    tensors = [words, positions]
  }
}

extension Tensor {
  func storedRows(count: Int, width: Int) -> StoredRows {
    let element: StoredElement =
      switch elementType {
      case .float32: .float32
      case .float16: .float16
      case .bfloat16: .bfloat16
      }
    return StoredRows(base: base, element: element, count: count, width: width)
  }
}

extension Checkpoint {
  /// A vector tensor, widened.
  func vector(_ name: String, count: Int) throws(CheckpointError) -> [Float] {
    let tensor = try tensor(name, shape: [count])
    return withExtendedLifetime(tensor) { tensor.storedRows(count: 1, width: count).widened(0) }
  }
}

extension StoredRows {
  /// Row `index` as float32; exact.
  package func widened(_ index: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: width) { buffer, count in
      if let out = buffer.baseAddress {
        Kernels().widen(row(index), element: element, count: width, out: out)
      }
      count = width
    }
  }
}
