import DequeModule
import NIOCore
import Synchronization

/// Who may take turns on an event loop.
protocol TurnTaker: AnyObject {
  var user: UserID { get }

  /// The turn has come.
  func takeTurn()
}

/// Turns of one event loop's connections whose peers ask for more than one turn's worth at once.
///
/// A loop hears of nobody else while it answers what one read has brought, and that may be thousands of requests. So a
/// connection begins a few at a time, and has the loop look at its sockets before the next few; users take turns, however
/// many connections they have.
final class LoopTurns {
  /// Requests that are begun in a turn: with their answers about a millisecond of work.
  static let requests = 16
  /// The same where the loop has just looked at its sockets: every connection may have brought something.
  static let early = 8
  /// A loop looks at its sockets only when no task is due.
  static let pause = TimeAmount.microseconds(20)

  private let loop: any EventLoop
  private var users: Deque<UserID> = []
  private var lines: [UserID: Deque<any TurnTaker>] = [:]
  private var isScheduled = false

  init(loop: any EventLoop) {
    self.loop = loop
  }

  /// Has a connection wait for its turn.
  func add(_ connection: any TurnTaker) {
    let user = connection.user
    if lines[user, default: []].isEmpty { users.append(user) }
    lines[user, default: []].append(connection)
    schedule()
  }

  /// A connection waits no more.
  func remove(_ connection: any TurnTaker) {
    let user = connection.user
    lines[user]?.removeAll { $0 === connection }
    guard lines[user]?.isEmpty == true else { return }
    lines[user] = nil
    users.removeAll { $0 == user }
  }

  private func schedule() {
    guard !isScheduled else { return }
    isScheduled = true
    let bound = NIOLoopBound(self, eventLoop: loop)
    // Behind the answers of the turn that ends, which are tasks already: or the time would be over when they are sent.
    loop.execute { [loop] in
      loop.scheduleTask(in: LoopTurns.pause) { bound.value.next() }
    }
  }

  private func next() {
    isScheduled = false
    guard let user = users.popFirst(), let connection = lines[user]?.popFirst() else { return }
    if lines[user]?.isEmpty == true { lines[user] = nil } else { users.append(user) }
    connection.takeTurn()
    if !users.isEmpty { schedule() }
  }
}

/// The turns of every event loop that has connections.
final class AllLoopTurns: Sendable {
  private let loops = Mutex<[ObjectIdentifier: NIOLoopBound<LoopTurns>]>([:])

  /// Those of the loop on which this is called.
  func of(_ loop: any EventLoop) -> LoopTurns {
    let key = ObjectIdentifier(loop)
    if let known = loops.withLock({ $0[key] }) { return known.value }
    let bound = NIOLoopBound(LoopTurns(loop: loop), eventLoop: loop)
    loops.withLock { $0[key] = bound }
    return bound.value
  }
}
