import EncodingsProtocol

extension Core {
  /// Longest text in bytes that is tokenised on an event loop, which others wait for: some microseconds of work for a
  /// sentence, a millisecond for the worst of texts.
  private static let shortText = 256

  /// Does something with a text: at once if it is short and came alone, else on the text lane, where users take turns.
  func read(
    _ text: String, for errand: Errand, _ body: @escaping @Sendable () throws(RPCError) -> Void
  ) throws(RPCError) {
    guard text.utf8.count > Core.shortText || !errand.isAlone else { return try body() }
    let job = TextJob {
      guard !errand.isCancelled else { return }
      do throws(RPCError) { try body() } catch { errand.finish(.failure(error)) }
    }
    texts.add(
      FairQueue.Entry(
        ticket: errand.ticket, user: errand.peer.user, connection: errand.connection, lot: 0, work: 1,
        job: job))
  }

  /// Counts a text's tokens for its user. Throws the refusal if that is more than the user, or all, may have.
  func weigh(_ errand: Errand, tokens: Int) throws(RPCError) {
    let user = errand.peer.user
    try account { ledger throws(Ledger.Refusal) in try ledger.weigh(user, tokens: tokens) }
    // The errand may have been given up meanwhile: whoever comes second sees what the first left behind.
    if errand.note({ $0.weighed = tokens }).isReleased {
      try account { ledger throws(Ledger.Refusal) in ledger.unweigh(user, tokens: tokens) }
    }
  }
}
