import Checkpoints
import FoundationEssentials
import TestSupport
import Testing

@Suite struct GoodCheckpointTests {
  @Test func tellsItsConfiguration() throws {
    let fixture = try ModelFixture()
    let checkpoint = try fixture.open()
    let facts = checkpoint.configuration
    #expect(checkpoint.name == fixture.directory.path.split(separator: "/").last.map(String.init))
    #expect(facts.modelType == "roberta" && facts.layers == 2 && facts.hidden == 4 && facts.heads == 2)
    #expect(facts.intermediate == 8 && facts.vocabulary == 6 && facts.positions == 10)
    #expect(facts.typeVocabulary == 1 && facts.layerNormEpsilon == 1e-5 && facts.activation == "gelu")
    #expect(facts.padTokenId == 1)
  }

  @Test func takesTheReferenceDefaultsForAbsentKeys() throws {
    let configuration = """
      {"model_type": "bert", "num_hidden_layers": 1, "hidden_size": 4, "num_attention_heads": 1,
       "intermediate_size": 8, "vocab_size": 6, "max_position_embeddings": 10, "quantization_config": null}
      """
    let facts = try ModelFixture(configuration: configuration).open().configuration
    #expect(facts.typeVocabulary == 2 && facts.layerNormEpsilon == 1e-12)
    #expect(facts.activation == "gelu" && facts.padTokenId == 0)
  }

  @Test func readsTensorsOfOneFile() throws {
    let checkpoint = try ModelFixture().open()
    #expect(try checkpoint.tensor("words", shape: [2, 2]).floats == [1, 2, 3, 4])
    #expect(try checkpoint.tensor("bias", shape: [3]).floats == [5, 6, 7])
    #expect(checkpoint.mappedBytes == ModelFixture.good.bytes.count)
    #expect(checkpoint.hasTensor("bias") && !checkpoint.hasTensor("biases"))
  }

  @Test(arguments: ["", "roberta.", "bert.", "model."])
  func findsNamesWithAndWithoutPrefix(_ prefix: String) throws {
    let weights = SafetensorsWriter([.init(prefix + "words", [2], [1, 2])])
    let tensor = try ModelFixture(weights: weights.bytes).open().tensor("words", shape: [2])
    #expect(tensor.name == prefix + "words")
    #expect(tensor.floats == [1, 2])
  }

  @Test func findsFormerNamesOfNormalisations() throws {
    let weights = SafetensorsWriter([
      .init("bert.embeddings.LayerNorm.gamma", [2], [1, 2]),
      .init("bert.embeddings.LayerNorm.beta", [2], [3, 4]),
    ])
    let checkpoint = try ModelFixture(weights: weights.bytes).open()
    #expect(try checkpoint.tensor("embeddings.LayerNorm.weight", shape: [2]).floats == [1, 2])
    #expect(try checkpoint.tensor("embeddings.LayerNorm.bias", shape: [2]).floats == [3, 4])
  }

  @Test func readsHalfPrecision() throws {
    // 1.5 is 0x3E00 in binary16 and 0x3FC0 in bfloat16.
    let weights = SafetensorsWriter([
      .init("half", "F16", [1], littleEndian(UInt16(0x3E00))),
      .init("brain", "BF16", [1], littleEndian(UInt16(0x3FC0))),
    ])
    let checkpoint = try ModelFixture(weights: weights.bytes).open()
    for (name, type, bits) in [("half", ElementType.float16, 0x3E00), ("brain", .bfloat16, 0x3FC0)] {
      let tensor = try checkpoint.tensor(name, shape: [1])
      #expect(tensor.elementType == type)
      #expect(tensor.withUnsafeBytes { Array($0) } == littleEndian(UInt16(bits)))
    }
  }

  @Test func otherTypesRideAlong() throws {
    let weights = SafetensorsWriter([
      .init("position_ids", "I64", [1, 2], [UInt8](repeating: 0, count: 16)), ModelFixture.words,
      .init("empty", "F32", [0, 4], []), .init("scale", "F4_NEW", [3], [1, 2]),
    ])
    let checkpoint = try ModelFixture(weights: weights.bytes).open()
    #expect(try checkpoint.tensor("words", shape: [2, 2]).floats == [1, 2, 3, 4])
    #expect(try checkpoint.tensor("empty", shape: [0, 4]).floats.isEmpty)
  }

  @Test func takesTensorsInAnyOrder() throws {
    let header = """
      {"b":{"dtype":"F32","shape":[],"data_offsets":[4,8]},"a":{"shape":[1],"data_offsets":[0,4],"dtype":"F32"}}
      """
    let data = littleEndian(Float(1).bitPattern) + littleEndian(Float(2).bitPattern)
    let checkpoint = try ModelFixture(weights: SafetensorsWriter.file(header: header, data: data)).open()
    #expect(try checkpoint.tensor("a", shape: [1]).floats == [1])
    #expect(try checkpoint.tensor("b", shape: []).floats == [2])
  }

  @Test(arguments: 0..<4) func alignsNumbersOfUnpaddedFiles(_ shift: Int) throws {
    var weights = ModelFixture.good
    weights.padded = false
    weights.entries.insert(.init("shift", "U8", [shift], [UInt8](repeating: 0, count: shift)), at: 0)
    let tensor = try ModelFixture(weights: weights.bytes).open().tensor("words", shape: [2, 2])
    #expect(tensor.floats == [1, 2, 3, 4])
    #expect(Int(bitPattern: tensor.base) % 4 == 0)
  }

  @Test func tensorsOutliveTheirCheckpointAndTheirFile() throws {
    let tensor: Tensor
    do {
      let fixture = try ModelFixture()
      tensor = try fixture.open().tensor("words", shape: [2, 2])
    }
    #expect(tensor.floats == [1, 2, 3, 4])
  }

  @Test func readsShards() throws {
    let fixture = try ModelFixture(weights: nil)
    try fixture.directory.write(SafetensorsWriter([ModelFixture.words]).bytes, to: "model-1-of-2.safetensors")
    try fixture.directory.write(SafetensorsWriter([ModelFixture.bias]).bytes, to: "model-2-of-2.safetensors")
    let index = """
      {"metadata": {"total_size": 28}, "weight_map":
        {"roberta.words": "model-1-of-2.safetensors", "roberta.bias": "model-2-of-2.safetensors"}}
      """
    try fixture.directory.write(index, to: "model.safetensors.index.json")
    let checkpoint = try fixture.open()
    #expect(
      checkpoint.files.map(\.path).map { $0.split(separator: "/").last } == [
        "model-1-of-2.safetensors", "model-2-of-2.safetensors",
      ])
    #expect(try checkpoint.tensor("words", shape: [2, 2]).floats == [1, 2, 3, 4])
    #expect(try checkpoint.tensor("bias", shape: [3]).floats == [5, 6, 7])
  }

  @Test func followsSymbolicLinks() throws {
    // A hub cache is a folder of links into a folder of blobs.
    let blobs = try ModelFixture()
    let snapshot = try TemporaryDirectory()
    for name in ["config.json", "model.safetensors"] {
      try FileManager.default.createSymbolicLink(
        atPath: snapshot(name), withDestinationPath: blobs.directory(name))
    }
    let checkpoint = try Checkpoint(folder: snapshot.path + "//")
    #expect(try checkpoint.tensor("bias", shape: [3]).floats == [5, 6, 7])
    #expect("/tmp/" + checkpoint.name == snapshot.path)
  }

  @Test func tellsOneStateOfAFileFromAnother() throws {
    let fixture = try ModelFixture()
    let first = try fixture.open().files.map(\.identity)
    #expect(try fixture.open().files.map(\.identity) == first)
    try fixture.directory.write(ModelFixture.good.bytes, to: "new")
    try FileManager.default.removeItem(atPath: fixture.directory("model.safetensors"))
    try FileManager.default.moveItem(
      atPath: fixture.directory("new"), toPath: fixture.directory("model.safetensors"))
    #expect(try fixture.open().files.map(\.identity) != first)
  }
}
