import TestSupport
import Testing

@testable import EncodingsServer

/// Turns between users.
@Suite struct FairQueueTests {
  typealias Entry = FairQueue<String>.Entry

  private static func queue(_ entries: [Entry]) -> FairQueue<String> {
    var queue = FairQueue<String>()
    for entry in entries { queue.add(entry) }
    return queue
  }

  private static func entry(
    _ number: UInt64, of user: UserID, over connection: UInt64 = 1, lot: Int = 1, work: Int = 1
  ) -> Entry {
    Entry(
      ticket: Ticket(number: number), user: user, connection: ConnectionID(number: connection), lot: lot,
      work: work, job: "\(user)/\(number)")
  }

  private static func between(
    _ queue: inout FairQueue<String>, budget: Int, longest: Int, allowance: [UserID: Int] = [:]
  ) -> [Entry] {
    queue.takeBetween(budget: budget, longest: longest) { allowance[$0, default: .max] }
  }

  private static func jobs(_ entries: [Entry]) -> [String] { entries.map(\.job) }

  @Test func areTakenByUserWhateverTheirConnections() {
    var queue = Self.queue(
      (1...6).map { Self.entry($0, of: 1, over: $0) } + [Self.entry(7, of: 2), Self.entry(8, of: 2)])
    #expect(Self.jobs(queue.take(budget: 4)) == ["1/1", "2/7", "1/2", "2/8"])
    #expect(Self.jobs(queue.take(budget: 100)) == ["1/3", "1/4", "1/5", "1/6"])
    #expect(queue.take(budget: 100).isEmpty && queue.count == 0 && queue.work == 0)
  }

  @Test func areCountedByTheirConnections() {
    let queue = Self.queue((1...6).map { Self.entry($0, of: UserID($0 % 2), over: $0 % 3) })
    #expect(queue.count(besides: []) == 6)
    #expect(queue.count(besides: [ConnectionID(number: 0)]) == 4)
    #expect(queue.count(besides: Set((0..<3).map { ConnectionID(number: $0) })) == 0)
  }

  @Test func comeToTheLatecomerNext() {
    var queue = Self.queue((1...1000).map { Self.entry($0, of: 1, work: 5) })
    #expect(queue.take(budget: 5).count == 1)
    queue.add(Self.entry(2000, of: 2))
    #expect(Self.jobs(queue.take(budget: 11)) == ["2/2000", "1/2", "1/3"])
  }

  /// What is being done of a user is that user's turn; but newcomers do not hold it up for ever.
  @Test func comeToNewcomersBeforeWhoIsServedAndBackAgain() {
    var queue = Self.queue((1...9).map { Self.entry($0, of: 1) })
    #expect(Self.jobs(queue.take(budget: 1)) == ["1/1"])
    queue.add(Self.entry(20, of: 2))
    queue.add(Self.entry(30, of: 3))
    #expect(Self.jobs(queue.take(budget: 1)) == ["2/20"])
    queue.add(Self.entry(40, of: 4))
    queue.add(Self.entry(21, of: 2))
    #expect(Self.jobs(queue.take(budget: 3)) == ["3/30", "1/2", "4/40"])
    queue.add(Self.entry(41, of: 4))
    #expect(Self.jobs(queue.take(budget: 3)) == ["2/21", "1/3", "4/41"])
  }

  @Test func comeToAnotherModelsAskerToo() {
    var queue = Self.queue((1...1000).map { Self.entry($0, of: 1, lot: 1) })
    queue.add(Self.entry(2000, of: 2, lot: 2))
    #expect(Self.jobs(queue.take(budget: 3)) == ["1/1", "1/2", "1/3"])
    #expect(Self.jobs(queue.take(budget: 3)) == ["2/2000"])
    #expect(Self.jobs(queue.take(budget: 3)) == ["1/4", "1/5", "1/6"])
  }

  @Test func keepTheirOrderAroundALot() {
    var queue = Self.queue([
      Self.entry(1, of: 1), Self.entry(2, of: 2, lot: 2), Self.entry(3, of: 3), Self.entry(4, of: 4, lot: 2),
      Self.entry(5, of: 1), Self.entry(6, of: 3),
    ])
    #expect(Self.jobs(queue.take(budget: 3)) == ["1/1", "3/3", "1/5"])
    #expect(Self.jobs(queue.take(budget: 3)) == ["2/2", "4/4"])
    #expect(Self.jobs(queue.take(budget: 3)) == ["3/6"])
  }

  @Test func takeOneLotAtATime() {
    var queue = Self.queue([
      Self.entry(1, of: 1, lot: 2), Self.entry(2, of: 1, lot: 1), Self.entry(3, of: 1, lot: 2),
    ])
    #expect(Self.jobs(queue.take(budget: 10)) == ["1/1", "1/3"])
    #expect(Self.jobs(queue.take(budget: 10)) == ["1/2"])
  }

  @Test func keepWhoDidNotFitInFront() {
    var queue = Self.queue([
      Self.entry(1, of: 1, work: 3), Self.entry(2, of: 2, work: 8), Self.entry(3, of: 3, work: 1),
    ])
    #expect(Self.jobs(queue.take(budget: 10)) == ["1/1"])
    #expect(Self.jobs(queue.take(budget: 10)) == ["2/2", "3/3"])
  }

  @Test func takeOneHoweverBigItIs() {
    var queue = Self.queue([Self.entry(1, of: 1, work: 1_000_000), Self.entry(2, of: 1)])
    #expect(Self.jobs(queue.take(budget: 1)) == ["1/1"])
    #expect(queue.count == 1 && queue.work == 1)
  }

  @Test func giveWhatIsShortWhileALongOneIsDone() {
    var queue = Self.queue([
      Self.entry(1, of: 1, work: 90), Self.entry(2, of: 1, work: 80), Self.entry(3, of: 1, work: 2),
      Self.entry(4, of: 2, work: 9), Self.entry(5, of: 2, work: 1), Self.entry(6, of: 1, work: 1),
    ])
    #expect(Self.jobs(queue.take(budget: 10)) == ["1/1"])
    #expect(Self.between(&queue, budget: 10, longest: 0).isEmpty)
    // The first may be beyond the budget, as ever.
    #expect(Self.jobs(Self.between(&queue, budget: 1, longest: 9)) == ["2/4"])
    #expect(Self.jobs(Self.between(&queue, budget: 10, longest: 9)) == ["1/3", "2/5", "1/6"])
    #expect(Self.between(&queue, budget: 10, longest: 9).isEmpty && queue.count == 1)
    #expect(Self.jobs(queue.take(budget: 10)) == ["1/2"])
  }

  /// Else who asks short ones between would lose the turn of the long one that waits.
  @Test func areNotLostByWhatIsShort() {
    var queue = Self.queue([
      Self.entry(1, of: 1, work: 90), Self.entry(2, of: 2, work: 80), Self.entry(3, of: 2),
      Self.entry(4, of: 3, work: 70),
    ])
    #expect(Self.jobs(queue.take(budget: 10)) == ["1/1"])
    #expect(Self.jobs(Self.between(&queue, budget: 10, longest: 20)) == ["2/3"])
    // A newcomer comes before those who had their turn, not before this one.
    queue.add(Self.entry(6, of: 1, work: 50))
    queue.add(Self.entry(5, of: 4, work: 60))
    for job in ["2/2", "3/4", "4/5", "1/6"] { #expect(Self.jobs(queue.take(budget: 10)) == [job]) }
  }

  /// Whoever has a long one waiting is not the first every time.
  @Test func goRoundAmongWhatIsShort() {
    var queue = Self.queue([Self.entry(1, of: 9, work: 99), Self.entry(2, of: 1, work: 90)])
    for number: UInt64 in 3...5 { queue.add(Self.entry(number, of: 1, work: 8)) }
    for number: UInt64 in 6...8 { queue.add(Self.entry(number, of: 2, work: 4)) }
    #expect(Self.jobs(queue.take(budget: 10)) == ["9/1"])
    #expect(Self.jobs(Self.between(&queue, budget: 10, longest: 20)) == ["1/3"])
    #expect(Self.jobs(Self.between(&queue, budget: 10, longest: 20)) == ["2/6"])
    #expect(Self.jobs(Self.between(&queue, budget: 12, longest: 20)) == ["1/4", "2/7"])
    #expect(Self.jobs(Self.between(&queue, budget: 4, longest: 20)) == ["1/5"])
    #expect(Self.jobs(Self.between(&queue, budget: 12, longest: 20)) == ["2/8"])
    #expect(Self.jobs(queue.take(budget: 10)) == ["1/2"])
  }

  @Test func giveEachUserWhatIsAllowed() {
    var queue = Self.queue(
      [Self.entry(1, of: 9, work: 99)]
        + (2...4).map { Self.entry($0, of: 1, work: 3) } + [
          Self.entry(5, of: 2, work: 9), Self.entry(6, of: 2),
        ])
    #expect(Self.jobs(queue.take(budget: 10)) == ["9/1"])
    // Whose next one is not yet allowed waits for it with the others.
    #expect(
      Self.jobs(Self.between(&queue, budget: 99, longest: 10, allowance: [1: 7, 2: 8])) == ["1/2", "1/3"])
    #expect(Self.jobs(Self.between(&queue, budget: 99, longest: 10, allowance: [1: 0, 2: 9])) == ["2/5"])
    #expect(
      Self.jobs(Self.between(&queue, budget: 99, longest: 10, allowance: [1: 3, 2: 1])) == ["1/4", "2/6"])
  }

  @Test func passWhoIsHeld() {
    var queue = Self.queue([
      Self.entry(1, of: 1, over: 10), Self.entry(2, of: 1, over: 11), Self.entry(3, of: 2, over: 12),
    ])
    queue.hold(ConnectionID(number: 10))
    #expect(Self.jobs(queue.take(budget: 10)) == ["1/2", "2/3"])
    #expect(queue.take(budget: 10).isEmpty && queue.count == 1)
    queue.release(ConnectionID(number: 10))
    #expect(Self.jobs(queue.take(budget: 10)) == ["1/1"])
  }

  @Test func loseWhatIsTakenOut() {
    var queue = Self.queue([Self.entry(1, of: 1), Self.entry(2, of: 1, work: 4), Self.entry(3, of: 2)])
    #expect(queue.count == 3 && queue.work == 6)
    #expect(queue.remove(Ticket(number: 2), of: 2) == nil)
    #expect(queue.remove(Ticket(number: 2), of: 1)?.job == "1/2")
    #expect(queue.remove(Ticket(number: 2), of: 1) == nil)
    #expect(queue.remove(Ticket(number: 3), of: 2)?.job == "2/3")
    #expect(queue.count == 1 && queue.work == 1)
    queue.add(Self.entry(4, of: 2))
    #expect(Self.jobs(queue.take(budget: 10)) == ["1/1", "2/4"])
  }
}
