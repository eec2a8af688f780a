import EncodingsProtocol
import Synchronization
import Tracing

/// A model that has been loaded and answers until it is found damaged.
final class LoadedModel: Sendable {
  /// What is known about the bytes of the weights.
  private enum Digest {
    /// Being computed; who waits for it.
    case pending([@Sendable (Result<String, RPCError>) -> Void])
    case known(Result<String, RPCError>)
  }

  /// The name of its folder, which requests call it by.
  let name: String
  let folder: String
  /// Tells this loading from every other one of this daemon's life, also of the same folder.
  let generation: Int
  let answering: any Answering

  private let digest = Mutex(Digest.pending([]))
  private let damage = Mutex<Damage?>(nil)

  init(name: String, folder: String, generation: Int, answering: any Answering) {
    self.name = name
    self.folder = folder
    self.generation = generation
    self.answering = answering
  }

  var facts: ModelFacts { answering.facts }

  /// Why the model must not be asked any more; nil while it may.
  var damageReason: String? { damage.withLock { $0?.words } }

  /// Takes the model out of service: its weights cannot be trusted. Tells whether it was in service until now.
  @discardableResult
  func markDamaged(_ new: Damage) -> Bool {
    damage.withLock { known in
      guard known == nil else { return false }
      known = new
      return true
    }
  }

  /// The refusal to answer with once the model is damaged; nil while it is not.
  var refusal: RPCError? {
    damage.withLock { $0 }.map {
      .modelDamaged(name, file: $0.file ?? folder, offset: nil, reason: $0.reason)
    }
  }

  /// The digest; nil until it has been computed.
  var knownDigest: String? {
    digest.withLock { if case .known(.success(let value)) = $0 { value } else { nil } }
  }

  /// Computes the digest, if that has not been done. Blocks the calling thread; called by one thread only.
  ///
  /// It is that of the bytes which answers come from, whatever lies in the folder by now. A file that was written to, or
  /// has not the digest that its folder promises, makes the model a damaged one: what that is, if it was none before.
  @discardableResult
  func computeDigest(_ digests: DigestCache) -> Damage? {
    guard case .pending = digest.withLock({ $0 }) else { return nil }
    do throws(Damage) {
      let expected = ExpectedDigests(folder: folder)
      for file in answering.weights {
        guard let promised = expected.digest(of: file.path) else { continue }
        let found = try digests.digest(of: [file])
        guard found == "sha256:" + promised else {
          throw Damage(
            file: file.path,
            reason: "has the digest \(found), but \(ExpectedDigests.name) beside it promises \(promised): "
              + "download the file again")
        }
      }
      resolve(.success(try digests.digest(of: answering.weights)))
      return nil
    } catch {
      let isNew = markDamaged(error)
      resolve(.failure(.modelDamaged(name, file: error.file ?? folder, offset: nil, reason: error.reason)))
      return isNew ? error : nil
    }
  }

  /// Has answers come sooner by copies of the weights, if the digest is known. Blocks the calling thread; called by one
  /// thread only.
  func takeCopies(from copies: DerivedCopies) -> [TakenCopy] {
    guard let knownDigest, damageReason == nil else { return [] }
    return answering.takeCopies(from: copies, name: String(knownDigest.drop { $0 != ":" }.dropFirst()))
  }

  /// Calls `body` with the model as answers describe it, now or when its digest has been computed.
  func describe(_ body: @escaping @Sendable (Result<ModelDescription, RPCError>) -> Void) {
    whenDigestKnown { [facts, name] result in
      body(
        result.map {
          ModelDescription(
            name: name, family: facts.family, layers: facts.layers, hidden: facts.hidden,
            vocabulary: facts.vocabulary, digest: $0)
        })
    }
  }

  private func whenDigestKnown(_ body: @escaping @Sendable (Result<String, RPCError>) -> Void) {
    let known: Result<String, RPCError>? = digest.withLock { state in
      switch state {
      case .known(let value): return value
      case .pending(let waiting):
        state = .pending(waiting + [body])
        return nil
      }
    }
    if let known { body(known) }
  }

  private func resolve(_ value: Result<String, RPCError>) {
    let waiting: [@Sendable (Result<String, RPCError>) -> Void] = digest.withLock { state in
      guard case .pending(let waiting) = state else { return [] }
      state = .known(value)
      return waiting
    }
    for body in waiting { body(value) }
  }
}
