import Checkpoints
import EncodingsProtocol
import Glibc
import Synchronization
import TestSupport
import Testing
import Tracing

@testable import EncodingsServer

/// A model's digest, which answers wait for.
@Suite struct LoadedModelTests {
  @Test func whoAsksBeforeTheDigestIsKnownIsToldThen() throws {
    let folder = try TemporaryDirectory()
    let weights = try MappedFile(path: folder.write("weights", to: "model.safetensors"))
    let model = LoadedModel(
      name: "a", folder: folder.path, generation: 1, answering: StandIn(name: "a", weights: [weights]))
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

  /// Answers come from what was mapped, and so does the digest that they carry.
  @Test func itIsThatOfWhatAnswersComeFrom() throws {
    let folder = try TemporaryDirectory()
    let weights = try MappedFile(path: folder.write("weights", to: "model.safetensors"))
    try folder.write("others!", to: "next")
    #expect(rename(folder("next"), folder("model.safetensors")) == 0)
    let model = LoadedModel(
      name: "a", folder: folder.path, generation: 1, answering: StandIn(name: "a", weights: [weights]))
    model.computeDigest(DigestCache(folder: folder("cache")))
    #expect(model.knownDigest == "sha256:" + Self.digest && model.damageReason == nil)
  }

  /// Whoever waits for the digest of a model that is found damaged meanwhile must not wait for ever.
  @Test func whoWaitsForADamagedModelIsToldToo() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("weights", to: "model.safetensors")
    let weights = try MappedFile(path: path)
    for isCut in [false, true] {
      let model = LoadedModel(
        name: "a", folder: folder.path, generation: 1, answering: StandIn(name: "a", weights: [weights]))
      let told = Mutex(0)
      model.describe { _ in told.withLock { $0 += 1 } }
      #expect(model.markDamaged(Damage(file: path, reason: "was found damaged")))
      if isCut { #expect(truncate(path, 3) == 0) }
      // It was known before, so there is nothing new to log.
      #expect(model.computeDigest(DigestCache(folder: folder("cache-\(isCut)"))) == nil)
      #expect(told.withLock { $0 } == 1 && model.damageReason == "\(path) was found damaged")
    }
  }

  @Test func aFileThatIsCutIsDamage() throws {
    let folder = try TemporaryDirectory()
    let path = try folder.write("weights", to: "model.safetensors")
    let weights = try MappedFile(path: path)
    #expect(truncate(path, 3) == 0)
    let model = LoadedModel(
      name: "a", folder: folder.path, generation: 1, answering: StandIn(name: "a", weights: [weights]))
    let told = Mutex<RPCError?>(nil)
    model.describe { result in
      if case .failure(let error) = result { told.withLock { $0 = error } }
    }
    #expect(model.computeDigest(DigestCache(folder: folder("cache")))?.file == path)
    #expect(told.withLock { $0?.known } == .modelDamaged)
    #expect(model.refusal?.known == .modelDamaged && model.knownDigest == nil)
    #expect(model.damageReason?.contains(path) == true)
  }

  @Test(.timeLimit(.minutes(1))) func aPipeInTheFolderHoldsNobodyUp() throws {
    let folder = try TemporaryDirectory()
    let weights = try MappedFile(path: folder.write("weights", to: "model.safetensors"))
    #expect(mkfifo(folder("SHA256SUMS"), 0o600) == 0)
    let model = LoadedModel(
      name: "a", folder: folder.path, generation: 1, answering: StandIn(name: "a", weights: [weights]))
    model.computeDigest(DigestCache(folder: folder("cache")))
    #expect(model.knownDigest == "sha256:" + Self.digest)
  }

  /// SHA-256 of "weights", by sha256sum.
  private static let digest = "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c"

  @Test(
    arguments: [
      ("%@  model.safetensors\n", true), ("%@ *./model.safetensors\n", true), ("%@  another\n", true),
      ("nonsense\n", true), ("%0  model.safetensors\n", false),
      ("%0  another\n%@  model.safetensors\n", true),
    ])
  func aFileMustHaveTheDigestThatIsPromised(_ sums: String, _ isGood: Bool) throws {
    let folder = try TemporaryDirectory()
    let weights = try MappedFile(path: folder.write("weights", to: "model.safetensors"))
    let digests = DigestCache(folder: folder("cache"))
    let digest = try digests.digest(of: [weights]).dropFirst("sha256:".count)
    #expect(digest == Self.digest)
    let text = sums.replacing("%@", with: digest.uppercased())
      .replacing("%0", with: String(repeating: "0", count: 64))
    try folder.write(text, to: "SHA256SUMS")
    let model = LoadedModel(
      name: "a", folder: folder.path, generation: 1, answering: StandIn(name: "a", weights: [weights]))
    model.computeDigest(digests)
    #expect((model.knownDigest != nil) == isGood)
    #expect((model.damageReason?.contains("SHA256SUMS") ?? false) == !isGood)
  }
}
