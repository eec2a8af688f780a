import Synchronization
import Tracing

/// A model that has been loaded and answers until it is found damaged.
final class ServedModel: Sendable {
  /// What is known about the bytes of the weights.
  private enum Digest {
    /// Being computed; who waits for it.
    case pending([@Sendable (String) -> Void])
    case known(String)
  }

  /// The name of its folder, which requests call it by.
  let name: String
  let folder: String
  /// Tells this loading from every other one of this daemon's life, also of the same folder.
  let generation: Int
  let answering: any Answering

  private let digest = Mutex(Digest.pending([]))
  private let damage = Mutex<String?>(nil)

  init(name: String, folder: String, generation: Int, answering: any Answering) {
    self.name = name
    self.folder = folder
    self.generation = generation
    self.answering = answering
  }

  var facts: ModelFacts { answering.facts }

  /// Why the model must not be asked any more; nil while it may.
  var damageReason: String? { damage.withLock { $0 } }

  /// Takes the model out of service: its weights cannot be trusted.
  func markDamaged(_ reason: String) {
    damage.withLock { if $0 == nil { $0 = reason } }
  }

  /// The digest, once it has been computed.
  var knownDigest: String? {
    digest.withLock { if case .known(let value) = $0 { value } else { nil } }
  }

  /// Calls `body` with the digest, now or when it has been computed.
  func whenDigestKnown(_ body: @escaping @Sendable (String) -> Void) {
    let known: String? = digest.withLock { state in
      switch state {
      case .known(let value): return value
      case .pending(let waiting):
        state = .pending(waiting + [body])
        return nil
      }
    }
    if let known { body(known) }
  }

  /// The digest has been computed, or cannot be: then an empty one, and the model is damaged.
  func resolve(digest value: String) {
    let waiting: [@Sendable (String) -> Void] = digest.withLock { state in
      guard case .pending(let waiting) = state else { return [] }
      state = .known(value)
      return waiting
    }
    for body in waiting { body(value) }
  }
}
