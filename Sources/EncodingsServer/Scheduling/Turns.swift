import NIOCore

/// The batches that a lane is at, each between the pieces of the one before it.
///
/// A batch longer than planned is a long question, and whoever asks a short one should not wait for its end. So jobs that
/// are a good deal shorter go between its pieces, of each user for as long as it has gone on by itself.
struct Turns {
  /// Most of them: each has memory of its own.
  static let deepest = 4

  /// What may be taken between.
  struct Between {
    /// The work of the longest job.
    var longest: Int
    /// The work of a user's jobs.
    var allowance: (UserID) -> Int
  }

  private var turns: [Turn] = []

  /// Number of jobs that are being done.
  var running: Int { turns.reduce(0) { $0 + $1.batch.count } }

  /// What may go between the last one's pieces now, as far as all of them allow; nil if nothing may.
  func between(at now: NIODeadline, plan: BatchPlan) -> Between? {
    guard turns.count < Self.deepest, let longest = turns.last?.longestBetween(at: now, plan: plan) else {
      return nil
    }
    return Between(longest: longest) { [turns] user in
      turns.map { $0.allowance(of: user, at: now, plan: plan) }.min() ?? 0
    }
  }

  /// A batch begins.
  mutating func begin(_ batch: [(user: UserID, work: Int)], at now: NIODeadline) {
    if !turns.isEmpty { turns[turns.count - 1].stop(at: now) }
    turns.append(Turn(batch, at: now))
  }

  /// The last one has been done. Its own time is that of its users, by their work; returns the whole.
  mutating func end(at now: NIODeadline) -> TimeAmount {
    guard let turn = turns.popLast() else { return .zero }
    let own = Double(turn.own(at: now).nanoseconds)
    let work = Double(max(1, turn.work))
    for index in turns.indices {
      for (user, part) in turn.batch {
        turns[index].charge(user, .nanoseconds(Int64(own * Double(part) / work)))
      }
    }
    if !turns.isEmpty { turns[turns.count - 1].resume(at: now) }
    return now - turn.begun
  }
}
