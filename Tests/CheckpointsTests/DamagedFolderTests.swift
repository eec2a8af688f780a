import Checkpoints
import FoundationEssentials
import Glibc
import TestSupport
import Testing

@Suite struct DamagedFolderTests {
  @Test func missing() throws {
    let path = try TemporaryDirectory().path + "/none"
    #expect(
      throws: CheckpointError(
        file: path,
        reason:
          "cannot be seen (No such file or directory), expected a folder with config.json and model.safetensors: "
          + "check the path and its permissions"
      )
    ) { _ = try Checkpoint(folder: path) }
  }

  @Test func noFolder() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("", to: "file")
    #expect(
      throws: CheckpointError(
        file: path,
        reason: "is not a folder, expected one with config.json and model.safetensors: check the path"
      )
    ) { _ = try Checkpoint(folder: path) }
  }

  @Test func withoutConfiguration() throws {
    let refusal = try #require(try ModelFixture(configuration: nil).refusal())
    #expect(refusal.file == "config.json" && refusal.reason.contains("No such file"))
  }

  @Test func withoutWeights() throws {
    let refusal = try #require(try ModelFixture(weights: nil).refusal())
    #expect(refusal.file == "model.safetensors" && refusal.reason.contains("is missing"))
  }

  @Test func withPickledWeightsOnly() throws {
    let fixture = try ModelFixture(weights: nil)
    try fixture.directory.write("pickle", to: "pytorch_model.bin")
    let refusal = try #require(fixture.refusal())
    #expect(refusal.file == "model.safetensors")
    #expect(refusal.reason.contains("pytorch_model.bin, which is not read: download the model's safetensors"))
  }

  @Test func withAFolderForAFile() throws {
    let fixture = try ModelFixture(weights: nil)
    try fixture.directory.write("", to: "model.safetensors/inside")
    let refusal = try #require(fixture.refusal())
    #expect(refusal.file == "model.safetensors" && refusal.reason.contains("is a folder, expected a file"))
  }

  @Test(.timeLimit(.minutes(1))) func withAPipeForAFile() throws {
    let fixture = try ModelFixture(weights: nil)
    try #require(mkfifo(fixture.directory("model.safetensors"), 0o600) == 0)
    let refusal = try #require(fixture.refusal())
    #expect(refusal.file == "model.safetensors" && refusal.reason.contains("is not a regular file"))
  }

  @Test func withADanglingLink() throws {
    let fixture = try ModelFixture(weights: nil)
    try FileManager.default.createSymbolicLink(
      atPath: fixture.directory("model.safetensors"), withDestinationPath: fixture.directory("blob"))
    let refusal = try #require(fixture.refusal())
    #expect(refusal.file == "model.safetensors")
    #expect(refusal.reason.contains("is missing"))
  }
}

@Suite struct DamagedIndexTests {
  private func refusal(_ index: String) throws -> Refusal? {
    let fixture = try ModelFixture(weights: nil)
    try fixture.directory.write(SafetensorsWriter([ModelFixture.words]).bytes, to: "a.safetensors")
    try fixture.directory.write(index, to: "model.safetensors.index.json")
    return fixture.refusal()
  }

  @Test(arguments: [
    "../a.safetensors", "/etc/a.safetensors", "sub/a.safetensors", "a.safetensors\\u0000.safetensors", "..",
    "",
    "pytorch_model.bin", String(repeating: "a", count: 244) + ".safetensors",
    "a" + String(repeating: "\u{301}\u{316}", count: 200_000) + ".safetensors",
  ])
  func reachingOutOfTheFolder(_ shard: String) throws {
    let refusal = try #require(try refusal(#"{"weight_map":{"roberta.words":"\#(shard)"}}"#))
    #expect(refusal.file == "model.safetensors.index.json" && refusal.offset == 31)
    #expect(refusal.reason.contains("expected the plain name of a .safetensors file"))
  }

  @Test func namingAMissingShard() throws {
    let refusal = try #require(try refusal(#"{"weight_map":{"roberta.words":"b.safetensors"}}"#))
    #expect(refusal.file == "b.safetensors" && refusal.reason.contains("No such file"))
  }

  @Test func namingATensorThatTheShardLacks() throws {
    let refusal = try #require(try refusal(#"{"weight_map":{"roberta.bias":"a.safetensors"}}"#))
    #expect(refusal.file == "model.safetensors.index.json" && refusal.offset == 30)
    #expect(refusal.reason.contains(#""roberta.bias" in "a.safetensors", which does not have it"#))
  }

  @Test(arguments: ["{}", #"{"weight_map":{}}"#, #"{"weight_map":[]}"#])
  func withoutMap(_ index: String) throws {
    let refusal = try #require(try refusal(index))
    #expect(refusal.file == "model.safetensors.index.json" && refusal.reason.contains("no weight_map"))
  }

  @Test func namingTooManyShards() throws {
    let places = (0..<1025).map { #""t\#($0)":"\#($0).safetensors""# }.joined(separator: ",")
    let refusal = try #require(try refusal(#"{"weight_map":{\#(places)}}"#))
    #expect(refusal.reason.contains("names 1025 files, expected at most 1024"))
  }
}
