import Checkpoints
import TestSupport
import Testing

@Suite struct MutationTests {
  /// Whatever becomes of a file, opening it gives tensors that lie within it, or an error that says why not.
  ///
  /// Half of the changes hit the header's first bytes and digits, where they do most.
  @Test(arguments: UInt64(0)..<8) func neverTrapsNorReadsOutOfRange(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let fixture = try ModelFixture()
    let good = ModelFixture.good.bytes
    var opened = 0
    for _ in 0..<400 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
        case 1: bytes.append(contentsOf: good.prefix(Int.random(in: 0...64, using: &random)))
        case 2 where !bytes.isEmpty:
          bytes[Int.random(in: 0..<min(9, bytes.count), using: &random)] = .random(
            in: 0...255, using: &random)
        case 3:
          let digits = bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }
          if let index = digits.randomElement(using: &random) {
            bytes[index] = .random(in: 0x2B...0x3A, using: &random)
          }
        default:
          if let index = bytes.indices.randomElement(using: &random) {
            bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
          }
        }
      }
      try fixture.directory.write(bytes, to: "model.safetensors")
      do throws(CheckpointError) {
        let checkpoint = try fixture.open()
        for (name, shape) in [("words", [2, 2]), ("bias", [3])] where checkpoint.hasTensor(name) {
          let tensor = try checkpoint.tensor(name, shape: shape)
          let sum = tensor.withUnsafeBytes { $0.reduce(0) { $0 + Int($1) } }
          #expect(sum >= 0 && tensor.byteCount <= bytes.count)
          opened += 1
        }
      } catch {
        #expect(error.file.hasSuffix("/model.safetensors") && !error.reason.isEmpty)
        #expect((error.offset ?? 0) <= bytes.count)
      }
    }
    #expect(opened > 0, "no change left the file readable, so the reading was not tried")
  }

  @Test(arguments: UInt64(0)..<4) func configurationNeverTraps(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let good = Array(ModelFixture.configuration.utf8)
    let fixture = try ModelFixture()
    for _ in 0..<300 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        bytes[index] = Bool.random(using: &random) ? .random(in: 0...255, using: &random) : 0x39
      }
      try fixture.directory.write(bytes, to: "config.json")
      do throws(CheckpointError) {
        let facts = try fixture.open().configuration
        #expect(facts.hidden % facts.heads == 0 && facts.padTokenId < facts.vocabulary)
      } catch {
        #expect(error.file.hasSuffix("/config.json") && !error.reason.isEmpty)
      }
    }
  }
}
