import NIOCore

/// What a lane means to do at a time.
struct BatchPlan {
  /// The work of a batch, in the unit of its jobs.
  var work: Int
  /// The time that it is expected to take.
  var time: TimeAmount

  /// One job after the other.
  static let single = BatchPlan(work: 1, time: .zero)

  /// The work that is expected to be done in some time.
  func work(in time: TimeAmount) -> Int {
    guard self.time.nanoseconds > 0 else { return 0 }
    let share = Double(time.nanoseconds) / Double(self.time.nanoseconds)
    return Int(min(max(Double(work) * share, 0), 1e12))
  }
}
