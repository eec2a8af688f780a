/// A point in time by a clock that cannot be set; or never.
struct Deadline: Sendable {
  private let instant: ContinuousClock.Instant?

  /// The end of `timeout` from now; never if nil.
  init(after timeout: Duration?) {
    // Beyond thirty years a sum of times might overflow.
    instant = timeout.map { ContinuousClock.now + min($0, .seconds(1_000_000_000)) }
  }

  var hasPassed: Bool { instant.map { $0 <= .now } ?? false }

  /// How long `poll` may wait, rounded up: -1 for ever, and at most a minute, after which one asks again.
  var pollMilliseconds: Int32 {
    guard let instant else { return -1 }
    let left = ContinuousClock.now.duration(to: instant)
    guard left > .zero else { return 0 }
    guard left < .seconds(60) else { return 60_000 }
    let (seconds, attoseconds) = left.components
    return Int32(seconds * 1000 + attoseconds / 1_000_000_000_000_000) + 1
  }
}
