import NIOCore
import NIOEmbedded
import Testing

@testable import EncodingsServer

@Suite struct LoopTurnsTests {
  /// Notes its name when its turn comes, and wants so many more.
  private final class Taker: TurnTaker {
    let name: String
    let user: UserID
    private var wanted: Int
    private let turns: LoopTurns
    private let note: (String) -> Void

    init(_ name: String, user: UserID, wanted: Int, turns: LoopTurns, note: @escaping (String) -> Void) {
      (self.name, self.user, self.wanted, self.turns, self.note) = (name, user, wanted, turns, note)
    }

    func takeTurn() {
      note(name)
      wanted -= 1
      if wanted > 0 { turns.add(self) }
    }
  }

  private final class Notes { var names: [String] = [] }

  private let loop = EmbeddedEventLoop()

  private func run(_ takers: (LoopTurns, @escaping (String) -> Void) -> [Taker]) -> [String] {
    let turns = LoopTurns(loop: loop)
    let notes = Notes()
    for taker in takers(turns, { notes.names.append($0) }) { turns.add(taker) }
    loop.advanceTime(by: .seconds(1))
    return notes.names
  }

  @Test func usersTakeTurnsHoweverManyConnectionsTheyHave() {
    let names = run { turns, note in
      (1...4).map { Taker("a\($0)", user: 1, wanted: 2, turns: turns, note: note) }
        + [Taker("b", user: 2, wanted: 3, turns: turns, note: note)]
    }
    #expect(names == ["a1", "b", "a2", "b", "a3", "b", "a4", "a1", "a2", "a3", "a4"])
  }

  @Test func theLoopLooksAtItsSocketsBetweenTwoTurns() {
    let turns = LoopTurns(loop: loop)
    let notes = Notes()
    turns.add(Taker("a", user: 1, wanted: 3, turns: turns) { notes.names.append($0) })
    for count in 1...3 {
      // However often tasks are run, no turn comes before time has passed.
      loop.run()
      loop.run()
      #expect(notes.names.count == count - 1)
      loop.advanceTime(by: LoopTurns.pause)
      #expect(notes.names.count == count)
    }
  }

  @Test func whoIsGoneHasNoTurn() {
    let turns = LoopTurns(loop: loop)
    let notes = Notes()
    let takers = ["a", "b", "c"].map { name in
      Taker(name, user: name == "c" ? 2 : 1, wanted: 1, turns: turns) { notes.names.append($0) }
    }
    for taker in takers { turns.add(taker) }
    turns.remove(takers[0])
    turns.remove(takers[2])
    loop.advanceTime(by: .seconds(1))
    #expect(notes.names == ["b"])
  }
}
