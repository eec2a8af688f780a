import NIOCore

/// A batch's time on a lane, and when other work may come between its pieces.
///
/// A batch longer than was planned for is one long question, and whoever asks a short one should not wait for its end.
/// So what is a good deal shorter goes between: now and then, and no longer than the batch itself goes on in between.
/// Since each of several turns inside one another has a part of the work of the one around it, they are few.
struct Turn {
  /// Shortest time between two interruptions.
  static let least = TimeAmount.milliseconds(50)
  /// What goes between takes this part of the batch's work at most.
  static let part = 4

  private let work: Int
  private var next: NIODeadline

  /// A batch of so much work begins.
  init(work: Int, at now: NIODeadline) {
    self.work = work
    next = now + Self.least
  }

  /// The work of the longest job that may go between now, where batches are planned for `budget`; nil if none may.
  func longestBetween(at now: NIODeadline, budget: Int) -> Int? {
    work > budget && now >= next ? work / Self.part : nil
  }

  /// Other work ended at `now` after `took`.
  mutating func goOn(at now: NIODeadline, after took: TimeAmount) {
    next = now + max(Self.least, took)
  }
}
