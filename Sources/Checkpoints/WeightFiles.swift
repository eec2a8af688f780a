import Glibc

/// The safetensors files of a model folder and where each tensor lies in them.
struct WeightFiles {
  /// More shards than any model has; each costs a mapping.
  static let mostShards = 1024
  static let longestIndex = 64 << 20
  /// Bytes of a shard's name: no file's may have more.
  static let longestName = 255

  private(set) var files: [MappedFile] = []
  private(set) var tensors: [String: (entry: TensorEntry, file: MappedFile)] = [:]

  init(folder: String) throws(CheckpointError) {
    let single = folder + "/model.safetensors"
    let index = single + ".index.json"
    if Self.exists(single) {
      try add(single) { _ in true }
    } else if Self.exists(index) {
      try addShards(of: index, in: folder)
    } else {
      let other = ["pytorch_model.bin", "pytorch_model.bin.index.json", "tf_model.h5", "flax_model.msgpack"]
        .first { Self.exists("\(folder)/\($0)") }
      throw CheckpointError(
        file: single,
        reason: other.map {
          "is missing; the folder has \($0), which is not read: "
            + "download the model's safetensors, or convert it with transformers' save_pretrained"
        } ?? "is missing, and so is model.safetensors.index.json: download one of them into the folder")
    }
  }

  /// Maps a file and takes the tensors that `wanted` names.
  private mutating func add(_ path: String, wanted: (String) -> Bool) throws(CheckpointError) {
    let open = try OpenFile(path)
    let header = try SafetensorsHeader(open)
    let file = try MappedFile(open)
    files.append(file)
    for (name, entry) in header.entries where wanted(name) { tensors[name] = (entry, file) }
  }

  private mutating func addShards(of index: String, in folder: String) throws(CheckpointError) {
    let members = try OpenFile(index).readObject(limit: Self.longestIndex)
    guard let map = members["weight_map"], let places = map.object, !places.isEmpty else {
      throw CheckpointError(
        file: index, offset: members["weight_map"]?.offset,
        reason: "has no weight_map from tensors to files: download the file again")
    }
    var shards: [String: [String: JSONValue]] = [:]
    for (tensor, place) in places.sorted(by: { $0.value.offset < $1.value.offset }) {
      // The index comes from outside: a name with a slash would reach out of the folder.
      guard let shard = place.string, shard.utf8.count <= Self.longestName, shard.hasSuffix(".safetensors"),
        !shard.utf8.contains(where: { $0 == 0x2F || $0 == 0 })
      else {
        throw CheckpointError(
          file: index, offset: place.offset,
          reason: "places \(tensor.quoted) in \((place.string ?? "something that is no string").quoted), "
            + "expected the plain name of a .safetensors file in the folder")
      }
      shards[shard, default: [:]][tensor] = place
    }
    guard shards.count <= Self.mostShards else {
      throw CheckpointError(
        file: index, reason: "names \(shards.count) files, expected at most \(Self.mostShards)")
    }
    for (shard, places) in shards.sorted(by: { $0.key < $1.key }) {
      try add("\(folder)/\(shard)") { places[$0] != nil }
      for (tensor, place) in places.sorted(by: { $0.value.offset < $1.value.offset })
      where tensors[tensor] == nil {
        throw CheckpointError(
          file: index, offset: place.offset,
          reason: "places \(tensor.quoted) in \(shard.quoted), which does not have it: "
            + "the files are not of one model, download the folder again")
      }
    }
  }

  private static func exists(_ path: String) -> Bool {
    access(path, F_OK) == 0
  }
}
