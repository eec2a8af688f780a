import NIOCore

/// How long a lane waits for those whom it has just answered, so that they share its next batch too.
///
/// Who asks one question after another comes back a moment after each answer, one by one. The first to come would
/// have a batch to itself while the others wait, and all would alternate between small batches and large ones.
struct Gathering {
  /// No more than so small a part of the last batch's time is waited.
  private let part: Double
  private let most: TimeAmount

  private var expected = 0
  private var deadline = NIODeadline.uptimeNanoseconds(0)

  init(part: Double = 0.1, most: TimeAmount = .milliseconds(5)) {
    self.part = part
    self.most = most
  }

  /// A batch of `answered` jobs ended at `end` after `took`, while `others` waited: jobs that it had left, or that came
  /// meanwhile from somebody else. Those of the answered who are already back are not among them.
  mutating func ended(answered: Int, others: Int, at end: NIODeadline, took: TimeAmount) {
    expected = answered + others
    deadline = end + min(most, .nanoseconds(Int64(Double(took.nanoseconds) * part)))
  }

  /// Whether others can be expected to join the `waiting`. Nobody waits for a single client to come back.
  func isWorthwhile(waiting: Int, at now: NIODeadline) -> Bool {
    expected > 1 && waiting < expected && now < deadline
  }
}
