import EncodingsProtocol

/// The requests of one connection that have no answer yet, so that each gets exactly one.
struct Conversation {
  /// A request that waits for its answer.
  private struct Pending {
    var id: RequestID
    var batch: Int?
  }

  /// A batch array: its answers leave together.
  private struct Batch {
    let count: Int
    var missing: Int
    /// The array's text so far.
    var kept: [UInt8] = []
  }

  /// Longest message to the peer, in bytes.
  let answerLimit: Int
  private var pending: [Ticket: Pending] = [:]
  private var batches: [Int: Batch] = [:]
  private var nextBatch = 0

  init(answerLimit: Int) {
    self.answerLimit = answerLimit
  }

  /// Bytes of answers that wait for others of their batch.
  private(set) var keptBytes = 0

  /// Requests without an answer.
  var count: Int { pending.count }

  /// Opens a batch that so many answers belong to; nil if none do.
  mutating func openBatch(answers: Int) -> Int? {
    guard answers > 0 else { return nil }
    nextBatch += 1
    batches[nextBatch] = Batch(count: answers, missing: answers)
    return nextBatch
  }

  /// Notes a request that is to be answered. Throws if its id still waits for another answer.
  mutating func begin(_ ticket: Ticket, id: RequestID, batch: Int?) throws(RPCError) {
    guard id == .null || !pending.values.contains(where: { $0.id == id }) else {
      throw RPCError(
        .invalidRequest,
        "A request with this id still waits for its answer on this connection. Give each its own id.")
    }
    pending[ticket] = Pending(id: id, batch: batch)
  }

  /// The message to send for an answered request; nil if it has been answered before, or while others of its
  /// batch are missing.
  mutating func finish(_ ticket: Ticket, _ outcome: Result<[UInt8], RPCError>) -> [UInt8]? {
    guard let request = pending.removeValue(forKey: ticket) else { return nil }
    switch outcome {
    case .success(let result): return answer(Response(id: request.id, result: result), batch: request.batch)
    case .failure(let error): return answer(Response(id: request.id, error: error), batch: request.batch)
    }
  }

  /// The message to send for an answer that needed no waiting; nil while others of its batch are missing.
  mutating func answer(_ response: Response, batch number: Int?) -> [UInt8]? {
    guard let number, var batch = batches.removeValue(forKey: number) else {
      let message = response.json()
      guard message.count > answerLimit else { return message }
      return Response(
        id: response.id, error: .answerTooLong(limit: answerLimit, length: message.count)
      ).json()
    }
    keptBytes -= batch.kept.count
    batch.missing -= 1
    var message = response.json()
    // An array of answers is one message: those that would make it too long are replaced by their refusal.
    let reserve = min(Conversation.refusalLength, answerLimit / (batch.count + 1))
    let length = batch.kept.count + message.count + 2
    if case .success = response.outcome, length > answerLimit - batch.missing * reserve {
      let error = RPCError.answerTooLong(limit: answerLimit, length: length + batch.missing * reserve)
      message = Response(id: response.id, error: error).json()
    }
    batch.kept.append(UInt8(ascii: batch.kept.isEmpty ? "[" : ","))
    batch.kept += message
    guard batch.missing > 0 else {
      batch.kept.append(UInt8(ascii: "]"))
      return batch.kept
    }
    keptBytes += batch.kept.count
    batches[number] = batch
    return nil
  }

  /// The request that a client no longer wants answered; nil if it has its answer.
  func ticket(of id: RequestID) -> Ticket? {
    pending.first { $0.value.id == id }?.key
  }

  /// Room that is kept for each answer of a batch that is still missing, should it be a refusal, in bytes.
  private static let refusalLength = 1024
}
