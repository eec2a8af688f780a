import Checkpoints
import TestSupport

/// A model folder that a test fills, spoils and opens.
struct ModelFixture {
  static let configuration = """
    {"model_type": "roberta", "num_hidden_layers": 2, "hidden_size": 4, "num_attention_heads": 2,
     "intermediate_size": 8, "vocab_size": 6, "max_position_embeddings": 10, "type_vocab_size": 1,
     "layer_norm_eps": 1e-05, "hidden_act": "gelu", "pad_token_id": 1, "id2label": {"0": "a"}}
    """

  static let words = SafetensorsWriter.Entry("roberta.words", [2, 2], [1, 2, 3, 4])
  static let bias = SafetensorsWriter.Entry("roberta.bias", [3], [5, 6, 7])
  static let good = SafetensorsWriter([words, bias])

  let directory: TemporaryDirectory

  /// A folder with a valid configuration and the given weights.
  init(weights: [UInt8]? = Self.good.bytes, configuration: String? = Self.configuration) throws {
    directory = try TemporaryDirectory()
    if let configuration { try directory.write(configuration, to: "config.json") }
    if let weights { try directory.write(weights, to: "model.safetensors") }
  }

  /// A folder whose weights have this header and as many bytes after it.
  init(header: String, dataCount: Int) throws {
    try self.init(
      weights: SafetensorsWriter.file(header: header, data: [UInt8](repeating: 7, count: dataCount)))
  }

  func open() throws(CheckpointError) -> Checkpoint {
    try Checkpoint(folder: directory.path)
  }

  /// The error that opening the folder throws, with the file's name in place of its path; nil if it opens.
  func refusal(opening body: (Checkpoint) throws(CheckpointError) -> Void = { _ in }) -> Refusal? {
    do throws(CheckpointError) {
      try body(try open())
      return nil
    } catch {
      let name = error.file == directory.path ? "" : String(error.file.dropFirst(directory.path.count + 1))
      return Refusal(file: name, offset: error.offset, reason: error.reason)
    }
  }
}

/// A `CheckpointError` relative to its folder.
struct Refusal: Equatable {
  var file: String
  var offset: Int?
  var reason: String
}

extension Tensor {
  /// The numbers of an F32 tensor.
  var floats: [Float] {
    withUnsafeBytes { bytes in
      (0..<count).map { bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
    }
  }
}
