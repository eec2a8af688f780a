import NIOCore
import Testing

@testable import EncodingsServer

/// What may come between the pieces of a batch, told from its work and the time.
@Suite struct TurnsTests {
  /// A unit of work takes a millisecond.
  private static let plan = BatchPlan(work: 250, time: .milliseconds(250))

  private static func time(_ milliseconds: Int64) -> NIODeadline {
    .uptimeNanoseconds(1_000_000_000) + .milliseconds(milliseconds)
  }

  private static func longest(_ turns: Turns, at milliseconds: Int64) -> Int? {
    turns.between(at: time(milliseconds), plan: plan)?.longest
  }

  private static func allowance(_ turns: Turns, of user: UserID, at milliseconds: Int64) -> Int? {
    turns.between(at: time(milliseconds), plan: plan)?.allowance(user)
  }

  @Test func workIsExpectedByThePlan() {
    #expect(Self.plan.work(in: .milliseconds(100)) == 100)
    #expect(Self.plan.work(in: .milliseconds(-100)) == 0)
    #expect(Self.plan.work(in: .hours(1_000_000)) == 1_000_000_000_000)
    #expect(BatchPlan.single.work(in: .hours(1)) == 0)
  }

  @Test func nothingComesBetweenNothing() {
    #expect(Self.longest(Turns(), at: 1000) == nil)
  }

  @Test func nothingComesBetweenWhatIsAsLongAsPlanned() {
    var turns = Turns()
    turns.begin([(user: 1, work: 100), (user: 2, work: 140)], at: Self.time(0))
    for milliseconds: Int64 in [0, 50, 100, 250] { #expect(Self.longest(turns, at: milliseconds) == nil) }
    // When it takes longer than was thought, shorter ones may, but no longer ones: else questions of one length would
    // come between one another.
    #expect(Self.longest(turns, at: 251) == 60 && Self.longest(turns, at: 60_000) == 60)
  }

  @Test func eachUserHasAsMuchTimeAsALongOne() {
    var turns = Turns()
    turns.begin([(user: 9, work: 4000)], at: Self.time(0))
    #expect(Self.longest(turns, at: 49) == nil && Self.longest(turns, at: 50) == 1000)
    #expect(Self.allowance(turns, of: 1, at: 50) == 50 && Self.allowance(turns, of: 1, at: 300) == 300)
    turns.begin([(user: 1, work: 30), (user: 2, work: 10)], at: Self.time(300))
    #expect(turns.running == 3)
    #expect(turns.end(at: Self.time(500)) == .milliseconds(200))
    #expect(turns.running == 1)
    #expect(Self.longest(turns, at: 549) == nil)
    // By their work 150 ms of it were the first one's, 50 the second's.
    for (user, allowance): (UserID, Int) in [(1, 200), (2, 300), (3, 350), (9, 350)] {
      #expect(Self.allowance(turns, of: user, at: 550) == allowance)
    }
    // Who took longer than was allowed waits for it, and nobody else does.
    turns.begin([(user: 1, work: 200)], at: Self.time(550))
    #expect(turns.end(at: Self.time(1050)) == .milliseconds(500))
    #expect(Self.allowance(turns, of: 1, at: 1100) == 0 && Self.allowance(turns, of: 2, at: 1100) == 350)
    #expect(Self.allowance(turns, of: 1, at: 1400) == 50)
  }

  @Test func whatComesBetweenTheInnerOnesPiecesIsSpentOfAll() {
    var turns = Turns()
    turns.begin([(user: 1, work: 4000)], at: Self.time(0))
    turns.begin([(user: 2, work: 1000)], at: Self.time(1000))
    #expect(Self.longest(turns, at: 1100) == 250 && Self.allowance(turns, of: 3, at: 1100) == 100)
    turns.begin([(user: 3, work: 80)], at: Self.time(1100))
    #expect(turns.end(at: Self.time(1900)) == .milliseconds(800))
    // The inner one has gone on for 100 ms and 900, the outer one for 1000.
    #expect(Self.allowance(turns, of: 3, at: 2800) == 200)
    #expect(turns.end(at: Self.time(2900)) == .milliseconds(1900))
    // The inner one's own 1100 ms are its user's, the other 800 are not.
    #expect(Self.allowance(turns, of: 2, at: 3100) == 100 && Self.allowance(turns, of: 3, at: 3100) == 400)
    #expect(turns.end(at: Self.time(3100)) == .milliseconds(3100) && turns.running == 0)
  }

  @Test func anOuterOneLimitsWhatComesBetweenAnInnerOnesPieces() {
    var turns = Turns()
    turns.begin([(user: 1, work: 4000)], at: Self.time(0))
    turns.begin([(user: 3, work: 60)], at: Self.time(60))
    _ = turns.end(at: Self.time(110))
    turns.begin([(user: 2, work: 1000)], at: Self.time(160))
    // Of the outer one's 110 ms the third has had 50.
    #expect(Self.allowance(turns, of: 3, at: 1160) == 60 && Self.allowance(turns, of: 4, at: 1160) == 110)
  }

  @Test func thereAreFewInsideOneAnother() {
    var turns = Turns()
    for depth in 0..<Int64(Turns.deepest) {
      #expect(depth == 0 || Self.longest(turns, at: 100 * depth) != nil)
      turns.begin([(user: 1, work: 1_000_000)], at: Self.time(100 * depth))
    }
    #expect(Self.longest(turns, at: 10_000) == nil)
  }
}
