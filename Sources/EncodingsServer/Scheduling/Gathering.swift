import NIOCore

/// How long a lane waits for those whom it has just answered, so that they share its next batch too.
///
/// Who asks one question after another comes back a moment after each answer, one by one. The first to come would
/// have a batch to itself while the others wait, and all would alternate between small batches and large ones.
struct Gathering {
  /// Divides the last batch's time: no more than so small a part of it is waited.
  private static let part: Int64 = 10
  private static let most = TimeAmount.milliseconds(5)

  private var expected = 0
  private var deadline = NIODeadline.uptimeNanoseconds(0)

  /// A batch of `answered` jobs, which had left `others` in the queue, ended at `end` after `took`. Who waits by now
  /// does not tell how many there are: some of the answered ones have already come back.
  mutating func ended(answered: Int, others: Int, at end: NIODeadline, took: TimeAmount) {
    expected = answered + others
    deadline = end + min(Self.most, .nanoseconds(took.nanoseconds / Self.part))
  }

  /// Whether others can be expected to join the `waiting`. Nobody waits for a single client to come back.
  func isWorthwhile(waiting: Int, at now: NIODeadline) -> Bool {
    expected > 1 && waiting < expected && now < deadline
  }
}
