import NIOCore

/// A batch's time on a lane, without that of what goes between its pieces.
struct Turn {
  /// Shortest time between two interruptions.
  static let least = TimeAmount.milliseconds(50)
  /// What goes between has this part of the batch's work at most.
  static let part = 4

  /// The users of the batch's jobs, and the work of each.
  let batch: [(user: UserID, work: Int)]
  let begun: NIODeadline
  /// The sum of their work.
  let work: Int
  /// Nil while other jobs go between.
  private var resumed: NIODeadline?
  private var own = TimeAmount.zero
  /// Time that users' jobs took between its pieces.
  private var spent: [UserID: TimeAmount] = [:]

  /// A batch begins.
  init(_ batch: [(user: UserID, work: Int)], at now: NIODeadline) {
    self.batch = batch
    work = batch.reduce(0) { $0 &+ $1.work }
    begun = now
    resumed = now
  }

  /// Time that it has gone on by itself.
  func own(at now: NIODeadline) -> TimeAmount { resumed.map { own + (now - $0) } ?? own }

  /// The work of the longest job that may go between now; nil if none may.
  func longestBetween(at now: NIODeadline, plan: BatchPlan) -> Int? {
    guard let resumed, now - resumed >= Self.least else { return nil }
    // It was thought to take longer than planned, or has taken longer already.
    return work > plan.work || own(at: now) > plan.time ? work / Self.part : nil
  }

  /// The work of a user's jobs that may go between now: each user may have as much of the time as the batch.
  func allowance(of user: UserID, at now: NIODeadline, plan: BatchPlan) -> Int {
    plan.work(in: own(at: now) - spent[user, default: .zero])
  }

  /// Other jobs go between from now on.
  mutating func stop(at now: NIODeadline) {
    own = own(at: now)
    resumed = nil
  }

  /// It goes on by itself.
  mutating func resume(at now: NIODeadline) { resumed = now }

  /// A user's job took so long between its pieces.
  mutating func charge(_ user: UserID, _ took: TimeAmount) {
    spent[user, default: .zero] = spent[user, default: .zero] + took
  }
}
