import NIOCore

/// A batch's time on a lane, and what may come between its pieces.
///
/// A batch longer than planned is a long question, and whoever asks a short one should not wait for its end. So what is a
/// good deal shorter goes between its pieces, for as long as the batch has gone on by itself. Since each of several turns
/// inside one another has a part of the work of the one around it, they are few.
struct Turn {
  /// Shortest time between two interruptions.
  static let least = TimeAmount.milliseconds(50)
  /// What goes between has this part of the batch's work at most.
  static let part = 4

  private let work: Int
  private var resumed: NIODeadline
  /// Time that it has gone on by itself.
  private var own = TimeAmount.zero
  /// The part of it that others may still have.
  private var credit = TimeAmount.zero
  /// Time that it was interrupted for.
  private(set) var away = TimeAmount.zero

  /// A batch of so much work begins.
  init(work: Int, at now: NIODeadline) {
    self.work = work
    resumed = now
  }

  /// The most work that may go between now; nil if none may.
  func mostBetween(at now: NIODeadline, plan: BatchPlan) -> Int? {
    let stretch = now - resumed
    guard stretch >= Self.least else { return nil }
    // What it was thought to take, or has taken already.
    let work = max(work, plan.work(in: own + stretch))
    guard work > plan.work else { return nil }
    return min(work / Self.part, plan.work(in: credit + stretch))
  }

  /// Others' work went between from `start` to `end`, without what went between its own pieces for `took`.
  mutating func wasInterrupted(from start: NIODeadline, to end: NIODeadline, for took: TimeAmount) {
    let stretch = start - resumed
    own = own + stretch
    credit = credit + stretch - took
    away = away + (end - start)
    resumed = end
  }
}
