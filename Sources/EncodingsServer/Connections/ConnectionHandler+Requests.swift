import EncodingsProtocol
import NIOCore

extension ConnectionHandler {
  /// Longest body in bytes that is read on the event loop, which others wait for: some microseconds of work, a millisecond
  /// for the worst of keys.
  private static let shortBody = 2048

  /// Reads a frame's body and begins what it asks for: at once if it is short; a long one is read on the text lane, where
  /// users take turns.
  func receive(_ body: [UInt8]) {
    let now = core.clock()
    guard body.count > Self.shortBody, let loop = context?.eventLoop else {
      return enqueue(Incoming.read(body), bytes: body.count, received: now)
    }
    let bound = NIOLoopBound(self, eventLoop: loop)
    let ticket = Ticket(number: core.nextNumber())
    parsing = ticket
    perform(life.parsing(true, now: now))
    let job = TextJob {
      let incoming = Incoming.read(body)
      loop.execute { bound.value.parsed(incoming, bytes: body.count, received: now) }
    }
    core.texts.add(
      FairQueue.Entry(
        ticket: ticket, user: peer.user, connection: connection, lot: 0, work: 1, job: job))
  }

  /// What the frame that was read elsewhere asks for begins.
  private func parsed(_ incoming: Result<Incoming, RPCError>, bytes: Int, received: NIODeadline) {
    guard !hasEnded else { return }
    parsing = nil
    enqueue(incoming, bytes: bytes, received: received)
    takeFrames()
    perform(life.parsing(false, now: core.clock()))
  }

  /// Has what a frame asks for wait for its turn.
  private func enqueue(_ incoming: Result<Incoming, RPCError>, bytes: Int, received: NIODeadline) {
    switch incoming {
    case .failure(let error):
      let invalid = InvalidRequest(id: .null, error: error)
      backlog.append(Waiting(request: .failure(invalid), bytes: bytes, received: received))
    case .success(.single(let request)):
      backlog.append(Waiting(request: request, bytes: bytes, received: received))
    case .success(.batch(let requests)):
      let answered = requests.count { request in
        if case .success(let request) = request { request.id != nil } else { true }
      }
      let batch = conversation.openBatch(answers: answered)
      let share = bytes / max(requests.count, 1)
      backlog += requests.map { Waiting(request: $0, bytes: share, received: received, batch: batch) }
    }
  }

  /// Begins what a request asks for, or tells what is wrong with it.
  func begin(_ waiting: Waiting) {
    switch waiting.request {
    case .failure(let invalid):
      answer(
        Response(id: invalid.id, error: invalid.error), to: nil, received: waiting.received,
        batch: waiting.batch)
    case .success(let request):
      guard let id = request.id else { return take(request) }
      begin(request, id: id, bytes: waiting.bytes, received: waiting.received, batch: waiting.batch)
    }
  }

  private func begin(_ request: Request, id: RequestID, bytes: Int, received: NIODeadline, batch: Int?) {
    guard !hasEnded else { return }
    let refuse = { [self] (error: RPCError) in
      answer(Response(id: id, error: error), to: request.method, received: received, batch: batch)
    }
    guard let name = MethodName.named(request.method), let method = ServedMethod.all[name] else {
      let known = MethodName.named(request.method)?.isNotification ?? false
      return refuse(known ? .notificationOnly(request.method) : .methodNotFound(request.method))
    }
    let isAccounted = method.scheduling != .immediate
    guard !isAccounted || core.takes(isFirst: isFresh) else { return refuse(.shuttingDown) }
    if isAccounted { noLongerFresh() }
    let errand = makeErrand(
      name, bytes: isAccounted ? bytes : 0, received: received, isAlone: batch == nil)
    do throws(RPCError) {
      try conversation.begin(errand.ticket, id: id, batch: batch)
    } catch {
      return refuse(error)
    }
    errands[errand.ticket] = errand
    began()
    do throws(RPCError) {
      if isAccounted { try core.accept(errand) }
      try method.begin(request.params, errand, core)
    } catch {
      errand.finish(.failure(error))
    }
  }

  /// A notification: nothing is ever answered, whatever is wrong with it.
  private func take(_ request: Request) {
    guard MethodName.named(request.method) == .cancelRequest,
      let parameters = try? CancelParameters(params: request.params, of: .cancelRequest),
      let ticket = conversation.ticket(of: parameters.id), let errand = errands[ticket]
    else { return }
    core.cancel(errand)
    finish(errand, .failure(.cancelled))
  }

  private func makeErrand(
    _ method: MethodName, bytes: Int, received: NIODeadline, isAlone: Bool
  ) -> Errand {
    let loop = context?.eventLoop
    let bound = loop.map { NIOLoopBound(self, eventLoop: $0) }
    let ticket = Ticket(number: core.nextNumber())
    return Errand(
      ticket: ticket, connection: connection, peer: peer, method: method,
      received: received, bytes: bytes, isAlone: isAlone,
      deliver: { errand, outcome in
        // Always by way of the loop, so that an answer given at once does not run inside the reading of its frame.
        loop?.execute { bound?.value.finish(errand, outcome) }
      },
      notify: { message in
        loop?.execute { bound?.value.inform(ticket, message) }
      })
  }

  /// Nothing is told about a request that has its answer, though the lane may not have noticed yet; nor to a peer that
  /// has not read the last thing.
  private func inform(_ ticket: Ticket, _ message: [UInt8]) {
    if errands[ticket] != nil, life.isRead { send(message) }
  }

  /// Answers every request that has no answer: there is no time left for them.
  func giveUp() {
    for errand in errands.values {
      core.cancel(errand)
      finish(errand, .failure(.shuttingDown))
    }
  }

  /// The first outcome of a request is its answer; later ones come to nothing.
  private func finish(_ errand: Errand, _ outcome: Result<[UInt8], RPCError>) {
    guard errands.removeValue(forKey: errand.ticket) != nil else { return }
    let outcome = core.afford(outcome, for: peer.user)
    core.conclude(errand, outcome)
    deliver { $0.finish(errand.ticket, outcome) }
    finished()
  }

  private func answer(_ response: Response, to method: String?, received: NIODeadline, batch: Int?) {
    if case .failure(let error) = response.outcome {
      core.refused(method, error, by: peer, took: core.clock() - received)
    }
    deliver { $0.answer(response, batch: batch) }
  }

  /// Sends the message that an answer makes; while it is kept for others of its batch, it is counted as unread.
  private func deliver(_ answer: (inout Conversation) -> [UInt8]?) {
    let before = conversation.keptBytes
    let message = answer(&conversation)
    account(unread: conversation.keptBytes - before)
    if let message { send(message) }
  }
}

extension Incoming {
  /// What a body asks for, or what is wrong with it.
  fileprivate static func read(_ body: [UInt8]) -> Result<Incoming, RPCError> {
    Result { () throws(RPCError) in try parse(body) }
  }
}

extension RPCError {
  /// A notification was sent as a request.
  static func notificationOnly(_ method: String) -> RPCError {
    RPCError(.invalidRequest, "\(method) is a notification: send it without an id, and expect no answer.")
  }
}
