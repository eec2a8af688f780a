import Checkpoints
import Tokenizers

private let folder = InputFolder()

/// A weight file that is taken has every tensor that it names within it, readable to the last number.
func fuzzSafetensors(_ input: UnsafeRawBufferPointer) {
  let config = #"""
    {"model_type":"bert","num_hidden_layers":1,"hidden_size":2,"num_attention_heads":1,"intermediate_size":2,
    "vocab_size":2,"max_position_embeddings":2}
    """#
  config.utf8.withContiguousStorageIfAvailable { folder.write(UnsafeRawBufferPointer($0), to: "config.json") }
  folder.write(input, to: "model.safetensors")
  guard let checkpoint = try? Checkpoint(folder: folder.path) else { return }
  promise(checkpoint.mappedBytes == input.count, "\(checkpoint.mappedBytes) bytes of \(input.count)")
  for name in ["a", "b", "LayerNorm.weight"] {
    for shape in [[], [2], [2, 2], [4]] {
      guard let tensor = try? checkpoint.tensor(name, shape: shape) else { continue }
      promise(tensor.count == shape.reduce(1, *), "\(tensor.count) numbers of \(shape)")
      let sum = tensor.withUnsafeBytes { $0.reduce(0) { $0 &+ Int($1) } }
      promise(sum <= 255 * tensor.byteCount, "\(sum) from \(tensor.byteCount) bytes")
    }
  }
}

/// A configuration that is taken keeps its own limits.
func fuzzConfig(_ input: UnsafeRawBufferPointer) {
  folder.write(input, to: "config.json")
  guard let configuration = try? ModelConfiguration(file: folder.path + "/config.json") else { return }
  promise(configuration.hidden % configuration.heads == 0, "\(configuration)")
  promise(configuration.layers > 0 && configuration.vocabulary > configuration.padTokenId, "\(configuration)")
}

private let texts = [
  "", "Time flies <s>a</s>  [MASK]!", "e\u{301}\u{1F44D}\u{1F3FD} \u{0}\n\tİß", "aaaaaaaaab ab ba",
]

/// A tokenizer that is taken gives ids of its vocabulary and offsets that go forward within the text, for every text.
func fuzzTokenizer(_ input: UnsafeRawBufferPointer) {
  folder.write(input, to: "tokenizer.json")
  guard let tokenizer = try? Tokenizer(folder: folder.path) else { return }
  for text in texts {
    let length = text.unicodeScalars.count
    for limit in [nil, 3] {
      let encoding = tokenizer.encode(text, limit: limit)
      for index in encoding.ids.indices {
        let id = Int(encoding.ids[index])
        promise((0..<tokenizer.vocabularyCount).contains(id), "id \(id) of \(tokenizer.vocabularyCount)")
        _ = tokenizer.spelling(of: id)
        _ = tokenizer.readableText(of: id)
      }
      for (start, end) in zip(encoding.starts, encoding.ends) {
        promise(0 <= start && start <= end && end <= length, "\(start) to \(end) of \(length) scalars")
      }
    }
  }
}
