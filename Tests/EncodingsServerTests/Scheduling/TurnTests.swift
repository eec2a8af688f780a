import NIOCore
import Testing

@testable import EncodingsServer

/// What may come between the pieces of a batch, told from its work and the time.
@Suite struct TurnTests {
  private static let begin = NIODeadline.uptimeNanoseconds(1_000_000_000)
  /// A unit of work takes a millisecond.
  private static let plan = BatchPlan(work: 250, time: .milliseconds(250))

  private static func between(_ turn: Turn, at milliseconds: Int64) -> Turn.Between? {
    turn.between(at: begin + .milliseconds(milliseconds), plan: plan)
  }

  private static func interrupt(
    _ turn: inout Turn, from start: Int64, to end: Int64, by users: [UserID: TimeAmount]
  ) {
    turn.wasInterrupted(from: begin + .milliseconds(start), to: begin + .milliseconds(end), by: users)
  }

  @Test func workIsExpectedByThePlan() {
    #expect(Self.plan.work(in: .milliseconds(100)) == 100)
    #expect(Self.plan.work(in: .milliseconds(-100)) == 0)
    #expect(Self.plan.work(in: .hours(1_000_000)) == 1_000_000_000_000)
    #expect(BatchPlan(work: 250, time: .zero).work(in: .hours(1)) == 0)
  }

  @Test func nothingComesBetweenWhatIsAsLongAsPlanned() {
    let turn = Turn(work: 240, at: Self.begin)
    for milliseconds: Int64 in [0, 50, 100, 250] { #expect(Self.between(turn, at: milliseconds) == nil) }
  }

  /// Else questions of one length would come between one another, as deep as there are many.
  @Test func whatTakesLongerThanThoughtLetsNoLongerJobsBetween() {
    let turn = Turn(work: 240, at: Self.begin)
    #expect(Self.between(turn, at: 251)?.longest == 60)
    #expect(Self.between(turn, at: 60_000)?.longest == 60)
  }

  @Test func aLongOneIsInterruptedByEachForAsLongAsItHasGoneOn() {
    var turn = Turn(work: 4000, at: Self.begin)
    #expect(Self.between(turn, at: 0) == nil && Self.between(turn, at: 49) == nil)
    #expect(Self.between(turn, at: 50)?.longest == 1000)
    #expect(Self.between(turn, at: 50)?.allowance(1) == 50)
    #expect(Self.between(turn, at: 300)?.allowance(1) == 300)
    Self.interrupt(&turn, from: 300, to: 500, by: [1: .milliseconds(150), 2: .milliseconds(50)])
    #expect(turn.away == .milliseconds(200))
    #expect(Self.between(turn, at: 549) == nil)
    for (user, allowance): (UserID, Int) in [(1, 200), (2, 300), (3, 350)] {
      #expect(Self.between(turn, at: 550)?.allowance(user) == allowance)
    }
    // More than a user was allowed is waited for by that user alone.
    Self.interrupt(&turn, from: 550, to: 1050, by: [1: .milliseconds(500)])
    #expect(turn.away == .milliseconds(700) && turn.spent == [1: .milliseconds(650), 2: .milliseconds(50)])
    #expect(Self.between(turn, at: 1100)?.allowance(1) == 0)
    #expect(Self.between(turn, at: 1100)?.allowance(2) == 350)
    #expect(Self.between(turn, at: 1400)?.allowance(1) == 50)
  }
}
