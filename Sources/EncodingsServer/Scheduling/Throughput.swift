import NIOCore

/// How fast the lane works, learned from what it did.
struct Throughput {
  /// Before anything was measured, a small machine's: fifty thousand million operations, which are counted in thousands.
  private static let guess = 5e7
  /// How much a new measurement counts.
  private static let weight = 0.2

  /// Work a second, a moving average.
  private(set) var perSecond = Throughput.guess
  private var measured = false

  /// A batch of so much work took so long.
  mutating func record(work: Int, took: TimeAmount) {
    guard work > 0, took.nanoseconds > 0 else { return }
    let rate = Double(work) * 1e9 / Double(took.nanoseconds)
    perSecond = measured ? perSecond + Throughput.weight * (rate - perSecond) : rate
    measured = true
  }

  /// The work that fits into so much time; at least 1.
  func budget(milliseconds: Int) -> Int {
    let work = perSecond * Double(milliseconds) / 1000
    return Int(min(max(work, 1), 1e12))
  }

  /// When to come back if so much work has to be done first, in milliseconds: 50 ms to a minute.
  func retryAfter(work: Int) -> Int {
    Int(min(max(Double(work) / perSecond * 1000, 50), 60_000))
  }
}
