/// A model folder in Hugging Face layout: its configuration, and its weights mapped read-only.
///
/// This target opens `config.json` and `model.safetensors` (or the shards that `model.safetensors.index.json`
/// names) as they are downloaded, and checks every count, offset, shape and type before anything is read by it.
/// Nothing in those files can trap the process; what is wrong comes back as a `CheckpointError` that names the file,
/// the byte and the reason. Of model families it knows what their
/// configuration files leave out; their equations are the encoders' business.
package final class Checkpoint: Sendable {
  /// The folder's last path component.
  package let name: String
  package let folder: String
  package let configuration: ModelConfiguration
  /// The weight files, in the order of their names.
  package let files: [MappedFile]

  private let tensors: [String: (entry: TensorEntry, file: MappedFile)]

  /// Opens a folder: reads its configuration and the headers of its weights, not the weights.
  package init(folder: String) throws(CheckpointError) {
    let place = try ModelFolder(folder)
    let folder = place.path
    self.folder = folder
    name = place.name
    configuration = try ModelConfiguration(file: folder + "/config.json")
    let weights = try WeightFiles(folder: folder)
    files = weights.files
    tensors = weights.tensors
  }

  /// Bytes of all weight files.
  package var mappedBytes: Int { files.reduce(0) { $0 &+ $1.byteCount } }

  /// Why numbers read from the weights until now cannot be trusted; nil if they can.
  package var damage: CheckpointError? {
    for file in files {
      if let reason = file.damage { return CheckpointError(file: file.path, reason: reason) }
    }
    return nil
  }

  /// Whether the weights have the tensor `name`, with or without a family's prefix.
  package func hasTensor(_ name: String) -> Bool {
    !spellings(of: name).isEmpty
  }

  /// The tensor `name` (as the model itself calls it, `embeddings.LayerNorm.weight`), which must have `shape`.
  ///
  /// Its name in the file may carry a family's prefix, and the older `gamma` and `beta` for a normalisation's weight
  /// and bias. Throws if it is missing, there under two names, of another shape or not F32, F16 or BF16.
  package func tensor(_ name: String, shape: [Int]) throws(CheckpointError) -> Tensor {
    let spellings = spellings(of: name)
    guard let spelling = spellings.first, let (entry, file) = tensors[spelling] else {
      throw CheckpointError(
        file: files.count == 1 ? files[0].path : folder,
        reason: "has no tensor \(name.quoted), with or without a family's prefix: "
          + "expected the weights of a \(configuration.modelType) model, download the folder again")
    }
    func refuse(_ reason: String) -> CheckpointError {
      CheckpointError(file: file.path, offset: entry.offset, reason: reason)
    }
    guard spellings.count == 1 else {
      throw refuse(
        "has the tensor \(name.quoted) as \(spellings.map(\.quoted).joined(separator: " and ")), expected one"
      )
    }
    guard let type = ElementType(rawValue: entry.typeName) else {
      throw refuse(
        "has \(spelling.quoted) as \(entry.typeName.quoted), expected F32, F16 or BF16: "
          + "save the model in one of these types")
    }
    guard entry.shape == shape else {
      throw refuse(
        "has \(spelling.quoted) with shape \(entry.shape), expected \(shape) by config.json: "
          + "the two are not of one model, download the folder again")
    }
    // The header's checks have shown that the shape's product fits and lies within the file.
    let count = entry.range.count / type.byteCount
    let aligned = entry.range.lowerBound % type.byteCount == 0
    let bytes = UnsafeRawBufferPointer(start: file.base + entry.range.lowerBound, count: entry.range.count)
    return Tensor(
      name: spelling, elementType: type, shape: shape, count: count,
      storage: aligned ? file : AlignedCopy(of: bytes), offset: aligned ? entry.range.lowerBound : 0)
  }

  /// The names under which the file has what the model calls `name`.
  private func spellings(of name: String) -> [String] {
    var names = [name]
    for (current, former) in [("LayerNorm.weight", "LayerNorm.gamma"), ("LayerNorm.bias", "LayerNorm.beta")]
    where name.hasSuffix(current) {
      names.append(name.dropLast(current.count) + former)
    }
    return ["", "roberta.", "bert.", "model."].flatMap { prefix in names.map { prefix + $0 } }
      .filter { tensors[$0] != nil }
  }
}
