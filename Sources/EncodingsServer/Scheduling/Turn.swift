import NIOCore

/// A batch's time on a lane, and what may come between its pieces.
///
/// A batch longer than planned is a long question, and whoever asks a short one should not wait for its end. So jobs that
/// are a good deal shorter go between its pieces, of each user for as long as the batch has gone on by itself. Since each
/// of several turns inside one another has a part of the work of the one around it, they are few.
struct Turn {
  /// Shortest time between two interruptions.
  static let least = TimeAmount.milliseconds(50)
  /// What goes between has this part of the batch's work at most.
  static let part = 4
  /// Most turns inside one another: each has memory of its own.
  static let deepest = 4

  /// What may be taken between.
  struct Between {
    /// The work of the longest job.
    var longest: Int
    /// The work of a user's jobs.
    var allowance: (UserID) -> Int
  }

  private let work: Int
  private var resumed: NIODeadline
  /// Time that it has gone on by itself.
  private var own = TimeAmount.zero
  /// Time that users' jobs took between its pieces.
  private(set) var spent: [UserID: TimeAmount] = [:]
  /// Time that it was interrupted for.
  private(set) var away = TimeAmount.zero

  /// A batch of so much work begins.
  init(work: Int, at now: NIODeadline) {
    self.work = work
    resumed = now
  }

  /// What may go between now; nil if nothing may.
  func between(at now: NIODeadline, plan: BatchPlan) -> Between? {
    let stretch = now - resumed
    let own = own + stretch
    // It was thought to take longer than planned, or has taken longer already.
    guard stretch >= Self.least, work > plan.work || own > plan.time else { return nil }
    return Between(longest: work / Self.part) { [spent] in plan.work(in: own - spent[$0, default: .zero]) }
  }

  /// Others' jobs went between from `start` to `end`; so much of it was each user's.
  mutating func wasInterrupted(from start: NIODeadline, to end: NIODeadline, by users: [UserID: TimeAmount]) {
    own = own + (start - resumed)
    away = away + (end - start)
    resumed = end
    spent.merge(users) { $0 + $1 }
  }
}
