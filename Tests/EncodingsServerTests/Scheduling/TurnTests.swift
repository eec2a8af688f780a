import NIOCore
import Testing

@testable import EncodingsServer

/// What may come between the pieces of a batch, told from its work and the time.
@Suite struct TurnTests {
  private static let begin = NIODeadline.uptimeNanoseconds(1_000_000_000)
  /// A unit of work takes a millisecond.
  private static let plan = BatchPlan(work: 250, time: .milliseconds(250))

  private static func most(_ turn: Turn, at milliseconds: Int64) -> Int? {
    turn.mostBetween(at: begin + .milliseconds(milliseconds), plan: plan)
  }

  @Test func workIsExpectedByThePlan() {
    #expect(Self.plan.work(in: .milliseconds(100)) == 100)
    #expect(Self.plan.work(in: .milliseconds(-100)) == 0)
    #expect(Self.plan.work(in: .hours(1_000_000)) == 1_000_000_000_000)
    #expect(BatchPlan(work: 250, time: .zero).work(in: .hours(1)) == 0)
  }

  @Test func nothingComesBetweenWhatIsAsLongAsPlanned() {
    let turn = Turn(work: 250, at: Self.begin)
    for milliseconds: Int64 in [0, 50, 100, 250] { #expect(Self.most(turn, at: milliseconds) == nil) }
    // It takes longer than was thought.
    #expect(Self.most(turn, at: 400) == 100)
    #expect(Self.most(turn, at: 4000) == 1000)
  }

  @Test func aLongOneIsInterruptedForAsLongAsItHasGoneOn() {
    let turn = Turn(work: 2000, at: Self.begin)
    #expect(Self.most(turn, at: 0) == nil)
    #expect(Self.most(turn, at: 49) == nil)
    #expect(Self.most(turn, at: 50) == 50)
    #expect(Self.most(turn, at: 300) == 300)
    // A quarter of it at most.
    #expect(Self.most(turn, at: 900) == 500)
  }

  @Test func othersSpendWhatTheyTake() {
    var turn = Turn(work: 4000, at: Self.begin)
    func interrupt(from start: Int64, to end: Int64, for took: Int64) {
      turn.wasInterrupted(
        from: Self.begin + .milliseconds(start), to: Self.begin + .milliseconds(end),
        for: .milliseconds(took))
    }
    interrupt(from: 300, to: 500, for: 200)
    #expect(turn.away == .milliseconds(200))
    #expect(Self.most(turn, at: 549) == nil)
    // Of the 300 ms before and the 50 since, 200 are spent.
    #expect(Self.most(turn, at: 550) == 150)
    // More than was there is paid back; what went between the other's own pieces is not its debt.
    interrupt(from: 550, to: 950, for: 250)
    #expect(turn.away == .milliseconds(600))
    #expect(Self.most(turn, at: 1050) == 0)
    #expect(Self.most(turn, at: 1130) == 80)
  }
}
