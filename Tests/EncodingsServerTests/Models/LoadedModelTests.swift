import EncodingsProtocol
import Synchronization
import TestSupport
import Testing

@testable import EncodingsServer

/// A model's digest, which answers wait for.
@Suite struct LoadedModelTests {
  @Test func whoAsksBeforeTheDigestIsKnownIsToldThen() throws {
    let folder = try TemporaryDirectory()
    let weights = try folder.write("weights", to: "model.safetensors")
    let model = LoadedModel(
      name: "a", folder: folder.path, generation: 1, answering: StandIn(name: "a", weightFiles: [weights]))
    let told = Mutex<[String]>([])
    func ask() {
      model.describe { result in told.withLock { $0.append((try? result.get().digest) ?? "refused") } }
    }
    ask()
    ask()
    #expect(told.withLock { $0.isEmpty } && model.knownDigest == nil)
    let digests = DigestCache(folder: folder("cache"))
    model.computeDigest(digests)
    let digest = try digests.digest(of: [weights])
    #expect(told.withLock { $0 } == [digest, digest] && model.knownDigest == digest)
    ask()
    #expect(told.withLock { $0.count } == 3)
    // Computed once: what becomes of the file later is another model's affair.
    try folder.write("others", to: "model.safetensors")
    model.computeDigest(digests)
    #expect(model.knownDigest == digest && model.damageReason == nil)
  }

  @Test func aFileThatCannotBeReadIsDamage() throws {
    let folder = try TemporaryDirectory()
    let model = LoadedModel(
      name: "a", folder: folder.path, generation: 1,
      answering: StandIn(name: "a", weightFiles: [folder("none")]))
    let told = Mutex<RPCError?>(nil)
    model.describe { result in
      if case .failure(let error) = result { told.withLock { $0 = error } }
    }
    model.computeDigest(DigestCache(folder: folder("cache")))
    #expect(told.withLock { $0?.known } == .modelDamaged)
    #expect(model.refusal?.known == .modelDamaged && model.knownDigest == nil)
    #expect(model.damageReason?.contains(folder("none")) == true)
  }
}
