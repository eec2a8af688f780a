import Checkpoints
import TestSupport
import Testing

@Suite struct NeededTensorTests {
  private func refusal(_ weights: SafetensorsWriter, _ name: String, _ shape: [Int]) throws -> Refusal? {
    try ModelFixture(weights: weights.bytes).refusal { checkpoint throws(CheckpointError) in
      _ = try checkpoint.tensor(name, shape: shape)
    }
  }

  @Test func missing() throws {
    let refusal = try #require(try refusal(ModelFixture.good, "pooler", [2]))
    #expect(refusal.file == "model.safetensors" && refusal.offset == nil)
    #expect(refusal.reason.contains(#"no tensor "pooler""#))
  }

  @Test(arguments: [[4], [2, 2, 1], [2, 3], []]) func ofAnotherShape(_ shape: [Int]) throws {
    let refusal = try #require(try refusal(ModelFixture.good, "words", shape))
    #expect(
      refusal.file == "model.safetensors"
        && refusal.offset == ModelFixture.good.offset(of: #"{"dtype":"F32","shape":[2, 2]"#))
    #expect(refusal.reason.contains(#""roberta.words" with shape [2, 2], expected \#(shape)"#))
  }

  @Test(arguments: ["I64", "F64"]) func ofAnotherType(_ type: String) throws {
    let weights = SafetensorsWriter([.init("words", type, [1], [UInt8](repeating: 0, count: 8))])
    let refusal = try #require(try refusal(weights, "words", [1]))
    #expect(refusal.offset == weights.offset(of: #"{"dtype""#))
    #expect(refusal.reason.contains(#""words" as "\#(type)", expected F32, F16 or BF16"#))
  }

  @Test func underTwoNames() throws {
    let weights = SafetensorsWriter([.init("words", [1], [1]), .init("bert.words", [1], [2])])
    let refusal = try #require(try refusal(weights, "words", [1]))
    #expect(refusal.reason.contains(#"as "words" and "bert.words", expected one"#))
  }
}
