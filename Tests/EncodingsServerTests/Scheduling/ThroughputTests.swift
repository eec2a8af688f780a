import NIOCore
import Testing

@testable import EncodingsServer

/// How much work fits into a time, learned from what was done.
@Suite struct ThroughputTests {
  @Test func theFirstMeasurementReplacesTheGuess() {
    var throughput = Throughput()
    throughput.record(work: 500, took: .milliseconds(100))
    #expect(throughput.perSecond == 5000)
    #expect(throughput.budget(milliseconds: 250) == 1250)
  }

  @Test func laterOnesCountAFifth() {
    var throughput = Throughput()
    throughput.record(work: 1000, took: .seconds(1))
    throughput.record(work: 2000, took: .seconds(1))
    #expect(throughput.perSecond == 1200)
    for _ in 0..<100 { throughput.record(work: 50, took: .seconds(1)) }
    #expect(abs(throughput.perSecond - 50) < 1)
  }

  @Test func nothingDoneTeachesNothing() {
    var throughput = Throughput()
    throughput.record(work: 100, took: .seconds(1))
    throughput.record(work: 0, took: .seconds(1))
    throughput.record(work: 100, took: .nanoseconds(0))
    throughput.record(work: 100, took: .nanoseconds(-1))
    #expect(throughput.perSecond == 100)
  }

  @Test func somethingAlwaysFits() {
    var throughput = Throughput()
    throughput.record(work: 1, took: .hours(1))
    #expect(throughput.budget(milliseconds: 1) == 1)
    throughput = Throughput()
    throughput.record(work: .max, took: .nanoseconds(1))
    #expect(throughput.budget(milliseconds: 60_000) == 1_000_000_000_000)
  }

  @Test func comingBackIsNeitherAtOnceNorNever() {
    var throughput = Throughput()
    throughput.record(work: 1000, took: .seconds(1))
    #expect(throughput.retryAfter(work: 0) == 50)
    #expect(throughput.retryAfter(work: 2500) == 2500)
    #expect(throughput.retryAfter(work: .max) == 60_000)
  }
}
