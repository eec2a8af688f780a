import NIOCore
import Testing

@testable import EncodingsServer

/// When a lane waits for more, told from what it did last.
@Suite struct GatheringTests {
  private static let end = NIODeadline.uptimeNanoseconds(1_000_000_000)

  @Test func nothingIsWaitedForAtFirst() {
    #expect(!Gathering().isWorthwhile(waiting: 0, at: Self.end))
  }

  @Test func aSingleClientIsNotWaitedFor() {
    var gathering = Gathering()
    gathering.ended(answered: 1, others: 0, at: Self.end, took: .milliseconds(20))
    #expect(!gathering.isWorthwhile(waiting: 0, at: Self.end))
  }

  @Test func thoseJustAnsweredAreWaitedFor() {
    var gathering = Gathering()
    gathering.ended(answered: 3, others: 2, at: Self.end, took: .milliseconds(20))
    #expect(gathering.isWorthwhile(waiting: 2, at: Self.end))
    #expect(gathering.isWorthwhile(waiting: 4, at: Self.end + .milliseconds(1)))
    #expect(!gathering.isWorthwhile(waiting: 5, at: Self.end + .milliseconds(1)), "all are there")
    // A tenth of the batch's time.
    #expect(!gathering.isWorthwhile(waiting: 4, at: Self.end + .milliseconds(2)))
  }

  @Test func longBatchesDoNotMakeLongWaits() {
    var gathering = Gathering()
    gathering.ended(answered: 16, others: 0, at: Self.end, took: .seconds(10))
    #expect(gathering.isWorthwhile(waiting: 0, at: Self.end + .microseconds(4999)))
    #expect(!gathering.isWorthwhile(waiting: 0, at: Self.end + .milliseconds(5)))
  }
}
