import EncodingsProtocol
import NIOCore
import Synchronization

/// One request on its way from its frame to its answer, as the lanes carry it.
final class Errand: Sendable {
  let ticket: Ticket
  let connection: ConnectionID
  let peer: Peer
  let method: MethodName
  /// When the last byte of its frame had come.
  let received: NIODeadline
  /// Length of its frame's body.
  let bytes: Int
  /// Whether it came alone, and not as one of a batch array.
  let isAlone: Bool

  private let cancelled = Atomic(false)
  private let deliver: @Sendable (Errand, Result<[UInt8], RPCError>) -> Void
  private let notify: @Sendable ([UInt8]) -> Void
  private let notes = Mutex(Notes())

  /// What is learned on the way, for the log and the ledger.
  struct Notes: Sendable {
    /// Whether the ledger counts the request.
    var isAccepted = false
    /// Whether the ledger has been told that it is over.
    var isReleased = false
    var model: String?
    var tokens = 0
    /// Tokens that the ledger counts for the user.
    var weighed = 0
    var queued = TimeAmount.nanoseconds(0)
    var computed = TimeAmount.nanoseconds(0)
    var isCached = false
  }

  /// `deliver` and `notify` may be called from any thread; the first answer delivered is the one that counts.
  init(
    ticket: Ticket, connection: ConnectionID, peer: Peer, method: MethodName, received: NIODeadline,
    bytes: Int, isAlone: Bool = true,
    deliver: @escaping @Sendable (Errand, Result<[UInt8], RPCError>) -> Void,
    notify: @escaping @Sendable ([UInt8]) -> Void
  ) {
    self.ticket = ticket
    self.connection = connection
    self.peer = peer
    self.method = method
    self.received = received
    self.bytes = bytes
    self.isAlone = isAlone
    self.deliver = deliver
    self.notify = notify
  }

  /// Whether nobody waits for the answer any more.
  var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

  /// Nobody waits for the answer any more.
  func cancel() {
    cancelled.store(true, ordering: .relaxed)
  }

  /// Answers the request; nothing happens if it has been answered.
  func finish(_ outcome: Result<[UInt8], RPCError>) {
    deliver(self, outcome)
  }

  /// Sends the peer a notification about the request.
  func send(_ notification: Request) {
    notify(notification.json())
  }

  /// Adds to what is known about the errand, and gives back what is.
  @discardableResult
  func note(_ change: (inout Notes) -> Void = { _ in }) -> Notes {
    notes.withLock {
      change(&$0)
      return $0
    }
  }
}
