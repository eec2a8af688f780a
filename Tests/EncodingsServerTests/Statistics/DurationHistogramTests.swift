import NIOCore
import TestSupport
import Testing

@testable import EncodingsServer

/// Quantiles from buckets, beside those of the sorted durations.
@Suite struct DurationHistogramTests {
  private static let parts = [0.001, 0.01, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1]

  @Test func ofNothingAreZero() {
    let histogram = DurationHistogram()
    #expect(histogram.quantile(0.5) == .zero && histogram.longest == .zero && histogram.count == 0)
  }

  @Test(arguments: UInt64(0)..<20) func areTooLongByASixteenthAtMost(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var histogram = DurationHistogram()
    var durations: [Int64] = []
    for _ in 0..<Int.random(in: 1...2000, using: &random) {
      // Evenly over the orders of magnitude, from nanoseconds to hours.
      let bits = Int.random(in: 0..<44, using: &random)
      durations.append(Int64.random(in: 0..<(1 << bits), using: &random))
    }
    for duration in durations { histogram.record(.nanoseconds(duration)) }
    durations.sort()
    #expect(histogram.count == durations.count)
    #expect(histogram.sum == .nanoseconds(durations.reduce(0, +)))
    #expect(histogram.longest == .nanoseconds(try #require(durations.last)))
    for part in Self.parts {
      let rank = max(1, Int((Double(durations.count) * part).rounded(.up)))
      let exact = durations[rank - 1]
      let found = histogram.quantile(part).nanoseconds
      #expect(exact <= found && found <= exact + exact / 16, "\(part): \(found) for \(exact)")
    }
  }

  @Test func ofOneDurationAreThatDuration() {
    for duration in [0, 1, 15, 16, 17, 1000, 123_456_789, Int64.max] as [Int64] {
      var histogram = DurationHistogram()
      histogram.record(.nanoseconds(duration))
      let found = histogram.quantile(0.5).nanoseconds
      // Beyond 208 days they are only known to be long.
      #expect(found == duration || duration == .max && found >= 1 << 53)
    }
  }

  @Test func aClockThatStoodStillDoesNoHarm() {
    var histogram = DurationHistogram()
    histogram.record(.nanoseconds(-5))
    #expect(histogram.count == 1 && histogram.quantile(1) == .zero)
  }
}
