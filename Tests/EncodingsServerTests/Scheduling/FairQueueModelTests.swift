import TestSupport
import Testing

@testable import EncodingsServer

/// The queue beside a model of two plain lists: the jobs as they came, and the users by turn.
@Suite struct FairQueueModelTests {
  private typealias Entry = FairQueue<Int>.Entry

  private struct Naive {
    var jobs: [Entry] = []
    var turns: [UserID] = []
    var served: Set<UserID> = []
    /// When a user was served between, in an order of their own.
    var between: [UserID: Int] = [:]
    var held: Set<ConnectionID> = []

    mutating func add(_ entry: Entry) {
      jobs.append(entry)
      if turns.contains(entry.user) { return }
      // Before those who were served last, unless it is one of them.
      let later = served.contains(entry.user) ? [] : turns.filter(served.contains)
      turns = turns.filter { !later.contains($0) } + [entry.user] + later
    }

    mutating func remove(_ ticket: Ticket) -> Entry? {
      guard let index = jobs.firstIndex(where: { $0.ticket == ticket }) else { return nil }
      let entry = jobs.remove(at: index)
      if !jobs.contains(where: { $0.user == entry.user }) { turns.removeAll { $0 == entry.user } }
      return entry
    }

    /// Who is first in turn and has something to take is served and goes to the end; the others stay where they are.
    mutating func take(budget: Int) -> [Entry] {
      var taken: [Entry] = []
      while let entry = next(lot: taken.first?.lot) {
        let spent = taken.map(\.work).reduce(0, +)
        guard taken.isEmpty || spent + entry.work <= budget else { break }
        _ = remove(entry.ticket)
        if let index = turns.firstIndex(of: entry.user) { turns.append(turns.remove(at: index)) }
        taken.append(entry)
      }
      served = Set(taken.map(\.user))
      between = [:]
      return taken
    }

    /// Next is always whoever has gone without for the longest, by turn among those who were not served yet.
    mutating func takeBetween(budget: Int, longest: Int, allowances: [UserID: Int]) -> [Entry] {
      var taken: [Entry] = []
      var latest = between
      // Who has nothing to give is not asked again.
      var passed: Set<UserID> = []
      while true {
        let order = turns.enumerated().sorted {
          (latest[$0.element] ?? 0, $0.offset) < (latest[$1.element] ?? 0, $1.offset)
        }
        var offer: Entry?
        for user in order.map(\.element) where offer == nil && !passed.contains(user) {
          let next = jobs.first { entry in
            entry.user == user && entry.work <= longest && !held.contains(entry.connection)
              && (taken.first?.lot ?? entry.lot) == entry.lot && !taken.contains { $0.ticket == entry.ticket }
          }
          let spent = taken.filter { $0.user == user }.map(\.work).reduce(0, +)
          offer = next.flatMap { spent + $0.work <= allowances[user] ?? 0 ? $0 : nil }
          if offer == nil { passed.insert(user) }
        }
        guard let entry = offer else { break }
        guard taken.isEmpty || taken.map(\.work).reduce(0, +) + entry.work <= budget else { break }
        taken.append(entry)
        latest[entry.user] = 1 + (latest.values.max() ?? 0)
      }
      between = latest
      for entry in taken { _ = remove(entry.ticket) }
      return taken
    }

    private func next(lot: Int?) -> Entry? {
      for user in turns {
        let entry = jobs.first {
          $0.user == user && !held.contains($0.connection) && (lot == nil || $0.lot == lot)
        }
        if let entry { return entry }
      }
      return nil
    }
  }

  @Test(arguments: UInt64(0)..<40) func agreeAtEveryStep(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var queue = FairQueue<Int>()
    var naive = Naive()
    for step in 0..<500 {
      let connection = ConnectionID(number: .random(in: 0..<8, using: &random))
      switch Int.random(in: 0..<12, using: &random) {
      case 0..<5:
        // A connection is always of one user.
        let entry = Entry(
          ticket: Ticket(number: UInt64(step)), user: UserID(connection.number / 2), connection: connection,
          lot: .random(in: 0..<3, using: &random), work: .random(in: 1...9, using: &random), job: step)
        queue.add(entry)
        naive.add(entry)
      case 5:
        queue.hold(connection)
        naive.held.insert(connection)
      case 6:
        queue.release(connection)
        naive.held.remove(connection)
      case 7:
        guard let entry = naive.jobs.randomElement(using: &random) else { break }
        #expect(queue.remove(entry.ticket, of: entry.user)?.job == naive.remove(entry.ticket)?.job)
      case 8, 9:
        let (budget, longest) = (
          Int.random(in: 1...25, using: &random), Int.random(in: 0...9, using: &random)
        )
        var allowances: [UserID: Int] = [:]
        for user in UserID(0)..<4 { allowances[user] = .random(in: 0...25, using: &random) }
        let taken = queue.takeBetween(budget: budget, longest: longest) { allowances[$0] ?? 0 }
        let expected = naive.takeBetween(budget: budget, longest: longest, allowances: allowances)
        #expect(taken.map(\.job) == expected.map(\.job))
      default:
        let budget = Int.random(in: 1...25, using: &random)
        #expect(queue.take(budget: budget).map(\.job) == naive.take(budget: budget).map(\.job))
      }
      #expect(queue.count == naive.jobs.count)
      #expect(queue.work == naive.jobs.map(\.work).reduce(0, +))
    }
  }
}
