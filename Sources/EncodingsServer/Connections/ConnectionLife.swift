import EncodingsProtocol
import NIOCore

/// A connection's life as a value: what came and went and when, in; what to do about it, out.
///
/// It owns the frame decoder, the deadlines and the decision whether to read on. It knows no sockets and no
/// clock: every event brings the time.
struct ConnectionLife {
  /// What the owner of the socket has to do, in this order.
  enum Action: Equatable {
    /// Read this frame's body; what takes long to read is said to be `parsing` meanwhile.
    case deliver([UInt8])
    /// Send the error under the id null.
    case refuse(RPCError)
    /// Do not read from the socket until `resumeReading`; then also look whether there is a `next` frame.
    case pauseReading
    case resumeReading
    /// Compute nothing more for this connection until `releaseWork`.
    case holdWork
    case releaseWork
    /// Close the sending side once everything is sent, so that the peer sees the end behind the last answer.
    case finishSending
    /// Close at once.
    case close
  }

  private enum Phase {
    case open
    /// The peer sends nothing more, or nothing more is taken; what it asked is still answered.
    case draining
    /// A last error is sent; what still comes is thrown away, because closing with bytes unread could destroy the
    /// error on its way.
    case lingering(until: NIODeadline)
    case closed
  }

  /// How long a peer may take to notice that it was refused.
  static let lingerTime = TimeAmount.seconds(1)

  private let limits: Limits
  private var decoder: FrameDecoder
  private var phase = Phase.open
  private var isRefused = false
  private var inFlight = 0
  private var unread = 0
  private var isPaused = false
  private var isHeld = false
  /// Whether a frame is being read elsewhere; those behind it wait.
  private var isParsing = false
  /// Whether what the last frame asks for is being begun.
  private var isBeginning = false
  /// Whether what has come waits for the connection's turn.
  private var isWaiting = false
  private var frameDeadline: NIODeadline?
  private var writeDeadline: NIODeadline?
  private var lastActivity: NIODeadline

  init(limits: Limits, now: NIODeadline) {
    self.limits = limits
    decoder = FrameDecoder(limit: limits.requestBytes)
    lastActivity = now
  }

  /// Whether frames are still taken, those among them that came before the end of the stream.
  var isOpen: Bool {
    switch phase {
    case .open, .draining: !isRefused
    case .lingering, .closed: false
    }
  }

  /// Whether the connection is only there for its last error to arrive.
  var isLingering: Bool { if case .lingering = phase { true } else { false } }

  /// When `tick` has something to do, if nothing else happens before.
  var nextDeadline: NIODeadline? {
    if case .closed = phase { return nil }
    if case .lingering(let until) = phase { return until }
    return [frameDeadline, writeDeadline, idleDeadline].compactMap { $0 }.min()
  }

  private var idleDeadline: NIODeadline? {
    guard limits.idleSeconds > 0, inFlight == 0, unread == 0, frameDeadline == nil, !isParsing, !isWaiting
    else {
      return nil
    }
    return lastActivity + .seconds(Int64(limits.idleSeconds))
  }

  /// Whether the kernel has taken all that was sent.
  var isRead: Bool { unread == 0 }

  /// Whether `next` has something to do.
  var hasNext: Bool { isOpen && !isPaused && decoder.hasNext }

  /// Bytes have come: there may be a `next` frame.
  mutating func received(_ bytes: UnsafeRawBufferPointer, now: NIODeadline) {
    guard isOpen else { return }
    lastActivity = now
    let before = decoder.readyCount
    decoder.append(bytes)
    if !decoder.isInsideFrame {
      frameDeadline = nil
    } else if frameDeadline == nil || decoder.readyCount > before {
      frameDeadline = now + .seconds(Int64(limits.frameSeconds))
    }
  }

  /// What to do about the next frame that has come whole; nothing while enough is under way. To be asked again until
  /// it gives nothing: one read may bring thousands of frames, and each may be the one that is enough.
  mutating func next(now: NIODeadline) -> [Action] {
    isBeginning = false
    guard isOpen, !isPaused else { return [] }
    do {
      if let body = try decoder.next() {
        isBeginning = true
        return [.deliver(body)]
      }
      return closeIfDone()
    } catch {
      return refuse(.frame(error), now: now)
    }
  }

  /// The connection is not served: an error goes out, and nothing more is taken. Unless it `lingers`, it is closed
  /// right behind the error.
  mutating func refuse(_ error: RPCError, lingers: Bool = true, now: NIODeadline) -> [Action] {
    guard isOpen else { return [] }
    frameDeadline = nil
    isRefused = true
    guard lingers else {
      phase = .closed
      return [.refuse(error), .close]
    }
    if case .open = phase, inFlight == 0, unread == 0 {
      phase = .lingering(until: now + ConnectionLife.lingerTime)
      return [.refuse(error), .finishSending]
    }
    // Requests that were accepted before the bad frame still get their answers, to the last byte.
    phase = .draining
    return [.refuse(error)]
  }

  /// A frame is being read elsewhere, or has been and its requests have begun.
  mutating func parsing(_ isParsing: Bool, now: NIODeadline) -> [Action] {
    self.isParsing = isParsing
    lastActivity = now
    return reconsider(now: now) + closeIfDone()
  }

  /// What has come waits for the connection's turn, or no more.
  mutating func waiting(_ isWaiting: Bool, now: NIODeadline) -> [Action] {
    self.isWaiting = isWaiting
    lastActivity = now
    return reconsider(now: now) + closeIfDone()
  }

  /// A request was accepted.
  mutating func began(now: NIODeadline) -> [Action] {
    inFlight += 1
    return reconsider(now: now)
  }

  /// A request was answered, or given up.
  mutating func finished(now: NIODeadline) -> [Action] {
    inFlight -= 1
    lastActivity = now
    return reconsider(now: now) + closeIfDone()
  }

  /// Bytes were handed to the socket.
  mutating func queued(_ bytes: Int, now: NIODeadline) -> [Action] {
    unread += bytes
    if writeDeadline == nil { writeDeadline = now + .seconds(Int64(limits.writeSeconds)) }
    return reconsider(now: now)
  }

  /// The kernel took bytes from the socket's buffer, so the peer reads.
  mutating func flushed(_ bytes: Int, now: NIODeadline) -> [Action] {
    unread -= bytes
    lastActivity = now
    writeDeadline = unread > 0 ? now + .seconds(Int64(limits.writeSeconds)) : nil
    return reconsider(now: now) + closeIfDone()
  }

  /// The peer will send nothing more.
  mutating func endOfStream() -> [Action] {
    switch phase {
    case .open:
      frameDeadline = nil
      phase = .draining
      return closeIfDone()
    case .draining, .closed: return []
    case .lingering:
      phase = .closed
      return [.close]
    }
  }

  /// The connection is gone.
  mutating func ended() {
    phase = .closed
  }

  /// A deadline may have passed.
  mutating func tick(now: NIODeadline) -> [Action] {
    if case .closed = phase { return [] }
    if case .lingering(let until) = phase, now >= until {
      phase = .closed
      return [.close]
    }
    if let writeDeadline, now >= writeDeadline {
      phase = .closed
      return [.close]
    }
    if let frameDeadline, now >= frameDeadline {
      if isPaused {
        // The rest of the frame may lie in the kernel, unread by our own choice.
        self.frameDeadline = now + .seconds(Int64(limits.frameSeconds))
        return []
      }
      return refuse(.frameDeadline(seconds: limits.frameSeconds), now: now)
    }
    if let idleDeadline, now >= idleDeadline {
      phase = .closed
      return [.close]
    }
    return []
  }

  private mutating func reconsider(now: NIODeadline) -> [Action] {
    var actions: [Action] = []
    let isBackedUp = unread > limits.unreadBytes
    if isBackedUp != isHeld {
      isHeld = isBackedUp
      actions.append(isHeld ? .holdWork : .releaseWork)
    }
    // Reading goes on a little below the limit, so that it does not stop and start with every answer.
    let enough = isPaused ? limits.requestsPerConnection * 3 / 4 : limits.requestsPerConnection
    let shouldPause = isBackedUp || isParsing || isWaiting || inFlight >= max(enough, 1)
    if shouldPause != isPaused {
      isPaused = shouldPause
      // What is missing of a frame may have waited to be read: its time begins again.
      if !isPaused, frameDeadline != nil { frameDeadline = now + .seconds(Int64(limits.frameSeconds)) }
      actions.append(isPaused ? .pauseReading : .resumeReading)
    }
    return actions
  }

  private mutating func closeIfDone() -> [Action] {
    guard case .draining = phase, inFlight == 0, unread == 0, !isParsing, !isWaiting,
      !isBeginning, isRefused || !decoder.hasNext
    else {
      return []
    }
    phase = .closed
    return [.close]
  }
}

extension RPCError {
  /// A frame was begun and not finished in time; the connection closes after it.
  static func frameDeadline(seconds: Int) -> RPCError {
    RPCError(
      .invalidRequest,
      "The frame was not complete \(seconds) s after its first byte. Connect again and send it at once.")
  }
}
