import NIOCore
import Testing

@testable import EncodingsServer

/// What may come between the pieces of a batch, told from its work and the time.
@Suite struct TurnTests {
  private static let begin = NIODeadline.uptimeNanoseconds(1_000_000_000)

  @Test func nothingComesBetweenWhatIsAsLongAsPlanned() {
    let turn = Turn(work: 250, at: Self.begin)
    #expect(turn.longestBetween(at: Self.begin + .hours(1), budget: 250) == nil)
    #expect(turn.longestBetween(at: Self.begin + .hours(1), budget: 249) == 62)
  }

  @Test func aLongOneIsInterruptedAfterAWhile() {
    let turn = Turn(work: 4000, at: Self.begin)
    #expect(turn.longestBetween(at: Self.begin, budget: 250) == nil)
    #expect(turn.longestBetween(at: Self.begin + .milliseconds(49), budget: 250) == nil)
    #expect(turn.longestBetween(at: Self.begin + .milliseconds(50), budget: 250) == 1000)
    #expect(turn.longestBetween(at: Self.begin + .seconds(9), budget: 250) == 1000)
  }

  @Test func itGoesOnForAsLongAsItWaited() {
    var turn = Turn(work: 4000, at: Self.begin)
    let later = Self.begin + .seconds(1)
    turn.goOn(at: later, after: .milliseconds(300))
    #expect(turn.longestBetween(at: later + .milliseconds(299), budget: 250) == nil)
    #expect(turn.longestBetween(at: later + .milliseconds(300), budget: 250) == 1000)
    turn.goOn(at: later, after: .milliseconds(3))
    #expect(turn.longestBetween(at: later + .milliseconds(49), budget: 250) == nil)
    #expect(turn.longestBetween(at: later + .milliseconds(50), budget: 250) == 1000)
  }
}
