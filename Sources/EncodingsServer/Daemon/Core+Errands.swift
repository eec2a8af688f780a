import EncodingsProtocol
import Logging
import NIOCore

/// A request's way through the accounts, the counts and the log.
extension Core {
  /// Takes a request on. Throws the refusal if its user, or all, have as much as they may.
  func accept(_ errand: Errand) throws(RPCError) {
    let user = errand.peer.user
    let bytes = errand.bytes
    try account { ledger throws(Ledger.Refusal) in try ledger.accept(user, bytes: bytes) }
    errand.note { $0.isAccepted = true }
  }

  /// Nobody waits for the answer any more: what has not begun is taken out, what has begun is told to stop.
  func cancel(_ errand: Errand) {
    errand.cancel()
    _ = texts.remove(errand.ticket, of: errand.peer.user)
    _ = compute.remove(errand.ticket, of: errand.peer.user)
  }

  /// The peer is gone.
  func abandon(_ errand: Errand) {
    cancel(errand)
    release(errand)
    statistics.change { $0.abandoned += 1 }
    record(errand, outcome: "abandoned")
  }

  /// A request has its answer.
  func conclude(_ errand: Errand, _ outcome: Result<[UInt8], RPCError>) {
    release(errand)
    let name = outcome.name
    statistics.answered(errand.method.rawValue, outcome: name, took: clock() - errand.received)
    record(errand, outcome: name)
  }

  /// A message was answered with an error before it became a request of a known method.
  func refused(_ method: String?, _ error: RPCError, by peer: Peer, took: TimeAmount) {
    // A name from outside must not become a label of its own.
    let label = method.flatMap { MethodName.named($0)?.rawValue } ?? "unknown"
    let name = Result<[UInt8], RPCError>.failure(error).name
    statistics.answered(label, outcome: name, took: took)
    log.info(
      "request refused",
      metadata: [
        "method": "\(label)", "outcome": "\(name)", "peerUid": "\(peer.user)", "peerPid": "\(peer.process)",
      ])
  }

  private func release(_ errand: Errand) {
    let notes = errand.note { $0.isReleased = true }
    guard notes.isAccepted else { return }
    try? account { ledger throws(Ledger.Refusal) in
      ledger.finish(errand.peer.user, bytes: errand.bytes, tokens: notes.weighed)
    }
  }

  private func record(_ errand: Errand, outcome: String) {
    let notes = errand.note()
    let took = clock() - errand.received
    log.info(
      "request answered",
      metadata: [
        "requestId": "\(errand.ticket.number)", "method": "\(errand.method.rawValue)",
        "outcome": "\(outcome)",
        "peerUid": "\(errand.peer.user)", "peerPid": "\(errand.peer.process)",
        "model": "\(notes.model ?? "")",
        "tokens": "\(notes.tokens)", "cached": "\(notes.isCached)",
        "queuedUs": "\(notes.queued.nanoseconds / 1000)", "computeUs": "\(notes.computed.nanoseconds / 1000)",
        "totalUs": "\(took.nanoseconds / 1000)",
      ])
  }
}

extension Result where Success == [UInt8], Failure == RPCError {
  /// The outcome as counts and logs call it.
  fileprivate var name: String {
    switch self {
    case .success: "ok"
    case .failure(let error): error.known?.name ?? "\(error.code)"
    }
  }
}
