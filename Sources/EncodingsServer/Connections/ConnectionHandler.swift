import DequeModule
import EncodingsProtocol
import NIOCore

/// One connection on its event loop: bytes to `ConnectionLife`, frames to requests, answers to bytes.
///
/// It decides nothing itself: the two values it holds do, and it carries their decisions out.
final class ConnectionHandler: ChannelDuplexHandler, TurnTaker {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = Never
  typealias OutboundOut = ByteBuffer

  /// What a message that waits to be read takes beside its bytes, about.
  private static let overhead = 1024
  /// Bytes that leave more memory behind them than is soon needed again.
  private static let much = 8 << 20
  /// Longest piece of an answer that is handed to the socket as one, in bytes: progress is seen piece by piece.
  private static let piece = 32 << 10

  let core: Core
  let peer: Peer
  var user: UserID { peer.user }
  let connection: ConnectionID
  var conversation: Conversation
  var errands: [Ticket: Errand] = [:]
  var life: ConnectionLife
  /// The message that is being read on the text lane.
  var parsing: Ticket?
  /// What the last frame asks for and is still to be begun.
  var backlog: Deque<Waiting> = []
  /// How much may still be begun before the next turn.
  private var credit = LoopTurns.early
  private var isWaitingForTurn = false
  private var turns: LoopTurns?
  private let refusal: Refusal?
  /// Whether no request has come yet.
  var isFresh = true
  private var hasArrived = false
  /// Bytes that have come.
  private var received = 0
  var context: ChannelHandlerContext?
  private var isReadWanted = false
  private var isPaused = false
  private var isTakingFrames = false
  private(set) var hasEnded = false
  private var timer: (deadline: NIODeadline, task: Scheduled<Void>)?

  /// Told to a connection when there is no time left for the answers that it waits for.
  struct GiveUp: Sendable {}

  /// Why a connection is not served, and whether it stays until its peer has read that.
  struct Refusal: Sendable {
    var error: RPCError
    var lingers: Bool
  }

  /// A connection that is served; or with `refusal`, one that is told why not.
  init(core: Core, peer: Peer, refusal: Refusal?) {
    self.core = core
    self.peer = peer
    self.refusal = refusal
    let limits = core.limits
    connection = ConnectionID(number: core.nextNumber())
    conversation = Conversation(answerLimit: limits.answerBytes)
    life = ConnectionLife(limits: limits, now: core.clock())
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    turns = core.turns.of(context.eventLoop)
    if context.channel.isActive { begin() }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    arrive()
    self.context = nil
  }

  func channelActive(context: ChannelHandlerContext) {
    begin()
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    end()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let buffer = unwrapInboundIn(data)
    let now = core.clock()
    received += buffer.readableBytes
    buffer.withUnsafeReadableBytes { life.received($0, now: now) }
    // The loop has just looked at its sockets.
    if !isWaitingForTurn { credit = LoopTurns.early }
    takeFrames()
  }

  func read(context: ChannelHandlerContext) {
    if isPaused { isReadWanted = true } else { context.read() }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if let event = event as? ChannelEvent, case .inputClosed = event {
      perform(life.endOfStream())
      takeFrames()
    } else if event is GiveUp {
      giveUp()
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // A peer that is gone is no news; the channel closes by itself or here.
    context.close(promise: nil)
  }

  // MARK: What the lanes and the connection's own requests come back to

  /// Sends a message's body as a frame.
  func send(_ body: [UInt8]) {
    guard let context, let header = try? FrameEncoder.header(length: body.count, limit: Int(UInt32.max))
    else {
      return
    }
    let total = header.count + body.count + ConnectionHandler.overhead
    account(unread: total)
    perform(life.queued(total, now: core.clock()))
    let first = min(body.count, ConnectionHandler.piece)
    var buffer = context.channel.allocator.buffer(capacity: header.count + first)
    buffer.writeBytes(header)
    buffer.writeBytes(body[..<first])
    write(buffer, overhead: ConnectionHandler.overhead)
    var offset = first
    while offset < body.count {
      let end = min(body.count, offset + ConnectionHandler.piece)
      write(ByteBuffer(bytes: body[offset..<end]))
      offset = end
    }
    context.flush()
    reschedule()
  }

  /// A request was accepted.
  func began() {
    perform(life.began(now: core.clock()))
  }

  /// A request has its answer, or needs none any more.
  func finished() {
    perform(life.finished(now: core.clock()))
  }

  /// A request has come, or will never come.
  func noLongerFresh() {
    guard isFresh else { return }
    isFresh = false
    core.fresh(-1)
  }

  /// The connection is served from now on, whatever becomes of the listener.
  private func arrive() {
    guard !hasArrived else { return }
    hasArrived = true
    core.arriving(-1)
  }

  private func write(_ buffer: ByteBuffer, overhead: Int = 0) {
    guard let context else { return }
    let count = buffer.readableBytes + overhead
    let promise = context.eventLoop.makePromise(of: Void.self)
    promise.futureResult.assumeIsolated().whenComplete { [self] result in
      account(unread: -count)
      if case .success = result { perform(life.flushed(count, now: core.clock())) }
    }
    context.write(wrapOutboundOut(buffer), promise: promise)
  }

  /// Bytes that wait for the peer became more, or fewer.
  func account(unread bytes: Int) {
    if bytes != 0 { core.unread(peer.user, bytes: bytes) }
  }

  private func begin() {
    // Counted as fresh before it is no longer counted as arriving: whoever stops sees it as one or the other.
    if refusal == nil { core.fresh(1) } else { isFresh = false }
    arrive()
    guard let refusal else { return }
    perform(life.refuse(refusal.error, lingers: refusal.lingers, now: core.clock()))
  }

  private func end() {
    hasEnded = true
    life.ended()
    noLongerFresh()
    timer?.task.cancel()
    timer = nil
    for errand in errands.values { core.abandon(errand) }
    errands = [:]
    if let parsing { _ = core.texts.remove(parsing, of: peer.user) }
    backlog = []
    if isWaitingForTurn {
      isWaitingForTurn = false
      turns?.remove(self)
      core.waitingForTurn(-1)
    }
    account(unread: -conversation.keptBytes)
    conversation = Conversation(answerLimit: conversation.answerLimit)
    core.compute.release(connection)
    core.texts.release(connection)
    if received > ConnectionHandler.much { core.giveBackMemory(of: connection, user: peer.user) }
  }

  func perform(_ actions: [ConnectionLife.Action]) {
    for action in actions {
      guard let context else { return }
      switch action {
      case .deliver(let body): receive(body)
      case .refuse(let error): send(Response(id: .null, error: error).json())
      case .pauseReading: isPaused = true
      case .resumeReading: resume(context)
      case .holdWork:
        core.compute.hold(connection)
        core.texts.hold(connection)
      case .releaseWork:
        core.compute.release(connection)
        core.texts.release(connection)
      case .finishSending: context.close(mode: .output, promise: nil)
      case .close: context.close(promise: nil)
      }
    }
    reschedule()
  }

  /// Begins what has come whole, as far as it may be.
  func takeFrames() {
    guard !isTakingFrames, !isWaitingForTurn else { return }
    isTakingFrames = true
    defer { isTakingFrames = false }
    while context != nil {
      guard credit > 0 || (backlog.isEmpty && !life.hasNext) else {
        waitForTurn()
        break
      }
      if let next = backlog.popFirst() {
        credit -= 1
        begin(next)
        continue
      }
      let actions = life.next(now: core.clock())
      if actions.isEmpty { break }
      perform(actions)
    }
    reschedule()
  }

  private func waitForTurn() {
    isWaitingForTurn = true
    core.waitingForTurn(1)
    turns?.add(self)
    perform(life.waiting(true, now: core.clock()))
  }

  /// Its turn has come.
  func takeTurn() {
    isWaitingForTurn = false
    credit = LoopTurns.requests
    // What has come is begun before it is said that nothing waits: whoever is done then closes.
    takeFrames()
    if !isWaitingForTurn { perform(life.waiting(false, now: core.clock())) }
    core.waitingForTurn(-1)
  }

  private func resume(_ context: ChannelHandlerContext) {
    isPaused = false
    takeFrames()
    guard isReadWanted, !isPaused else { return }
    isReadWanted = false
    context.read()
  }

  /// Has one timer wait for the next deadline. A timer that turns out too early waits again, so that the common
  /// request, which moves every deadline twice, sets none.
  private func reschedule() {
    guard let context, let deadline = life.nextDeadline else { return }
    if let timer, timer.deadline <= deadline { return }
    timer?.task.cancel()
    let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [self] in
      timer = nil
      perform(life.tick(now: core.clock()))
    }
    timer = (deadline, task)
  }
}
