import EncodingsProtocol
import NIOCore
import Synchronization

/// What the daemon has done since it started.
final class Statistics: Sendable {
  /// Counts at one moment.
  struct Counts: Sendable {
    /// Answers by method and outcome: `ok`, or the name of an error code.
    var outcomes: [String: [String: Int]] = [:]
    /// From a request's last byte to its answer, by method.
    var latency: [String: DurationHistogram] = [:]
    /// Requests whose peer went away before the answer.
    var abandoned = 0
    /// Connections accepted and refused.
    var accepted = 0
    var refused = 0
    /// Passes over the weights, questions and tokens answered by them, and the time they took.
    var batches = 0
    var questions = 0
    var tokens = 0
    var computing = TimeAmount.nanoseconds(0)
  }

  private let counts = Mutex(Counts())

  /// The counts now.
  var snapshot: Counts { counts.withLock { $0 } }

  /// Changes the counts.
  func change(_ body: (inout Counts) -> Void) {
    counts.withLock { body(&$0) }
  }

  /// A request was answered.
  func answered(_ method: String, outcome: String, took: TimeAmount) {
    counts.withLock {
      $0.outcomes[method, default: [:]][outcome, default: 0] += 1
      $0.latency[method, default: DurationHistogram()].record(took)
    }
  }
}
