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

  /// The answer, if it is kept; counted as a hit or a miss.
  func answer(to key: AnswerKey) -> EncodedTrace? {
    look(for: key) { $0.misses += 1 }
  }

  /// The answer, if it has come since `answer(to:)` missed it: the miss is then a hit after all.
  func lateAnswer(to key: AnswerKey) -> EncodedTrace? {
    let answer = look(for: key) { _ in }
    if answer != nil { state.withLock { $0.misses -= 1 } }
    return answer
  }

  private func look(for key: AnswerKey, missed: (inout State) -> Void) -> EncodedTrace? {
    state.withLock { state in
      let answer = state.answers.value(of: key)
      if answer == nil { missed(&state) } else { state.hits += 1 }
      return answer
    }
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
