import EncodingsProtocol
import Synchronization
import Tracing

/// Answers that are given again to whoever asks the same question of the same model.
final class AnswerCache: Sendable {
  private struct State {
    var answers: LeastRecentlyUsed<AnswerKey, EncodedTrace>
    var hits = 0
    var misses = 0
  }

  private let state: Mutex<State>

  init(limit: Int) {
    state = Mutex(State(answers: LeastRecentlyUsed(limit: limit)))
  }

  /// The answer, if it is kept and has `limit` bytes at most, and whether one of any length is kept. Counted as a hit; what
  /// is not found here may still be, by its turn.
  func answer(to key: AnswerKey, upTo limit: Int) -> (answer: EncodedTrace?, isKept: Bool) {
    state.withLock { state in
      let kept = state.answers.value(of: key)
      let answer = kept.flatMap { $0.bytes <= limit ? $0 : nil }
      if answer != nil { state.hits += 1 }
      return (answer, kept != nil)
    }
  }

  /// The answer, if it is kept by now, counted as a hit.
  func lateAnswer(to key: AnswerKey) -> EncodedTrace? {
    state.withLock { state in
      guard let answer = state.answers.value(of: key) else { return nil }
      state.hits += 1
      return answer
    }
  }

  /// An answer has to be computed.
  func missed() {
    state.withLock { $0.misses += 1 }
  }

  /// Keeps an answer, if it is not too big.
  func keep(_ answer: EncodedTrace, to key: AnswerKey) {
    state.withLock { $0.answers.insert(answer, of: key, bytes: answer.bytes &+ key.bytes) }
  }

  /// Changes how many bytes may be kept.
  func resize(limit: Int) {
    state.withLock { $0.answers.limit = limit }
  }

  /// Fill and use.
  var status: CacheStatus {
    state.withLock {
      CacheStatus(
        entries: $0.answers.count, bytes: $0.answers.bytes, limitBytes: $0.answers.limit, hits: $0.hits,
        misses: $0.misses)
    }
  }
}
