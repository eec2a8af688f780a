import EncodingsProtocol
import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// Accepts connections, names their peers, and remembers what is open.
final class Listener: Sendable {
  private let core: Core
  private let group: MultiThreadedEventLoopGroup
  private let sockets = Mutex<[any Channel]>([])
  private let connections = Mutex<[ObjectIdentifier: any Channel]>([:])

  init(core: Core, group: MultiThreadedEventLoopGroup) {
    self.core = core
    self.group = group
  }

  /// Refused connections that may wait for their peers to read why.
  static func lingerLimit(descriptors: Int) -> Int { min(32, descriptors / 8) }

  /// Most connections that so many descriptors leave room for, beside the daemon's own, those of `files` that models
  /// keep open, the operators' reserve and those of refused connections.
  static func connectionLimit(descriptors: Int, files: Int) -> Int {
    max(4, descriptors - 24 - files - Ledger.reserve - lingerLimit(descriptors: descriptors))
  }

  /// Begins to accept on a listening socket, which then belongs to this object.
  func listen(on descriptor: Int32, lingerLimit: Int) async throws {
    let channel = try await ServerBootstrap(group: group)
      .serverChannelInitializer { [core] channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers(
            AcceptPause(
              isWanted: { !core.isStopping },
              report: { core.log.warning("connections wait", metadata: ["reason": "\($0.waitingReason)"]) }),
            ArrivalCounter(core: core))
        }
      }
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelInitializer { [self] channel in accept(channel, lingerLimit: lingerLimit) }
      .withBoundSocket(descriptor)
      .get()
    // NIO has the system listen anew, also on sockets that somebody else made, and before it knows of any option: with
    // places for 128 who wait.
    guard Glibc.listen(descriptor, ListeningSocket.backlog) == 0 else {
      throw ListeningError.system(SystemError("cannot listen on descriptor \(descriptor)"))
    }
    sockets.withLock { $0.append(channel) }
  }

  /// Accepts no more connections.
  func close() async {
    let channels = sockets.withLock { sockets in
      defer { sockets = [] }
      return sockets
    }
    // First without closing: a connection that is still being set up would be dropped with the socket it came from.
    for channel in channels { try? await channel.setOption(.autoRead, value: false).get() }
    for _ in 0..<1000 where core.isReceiving { try? await Task.sleep(for: .milliseconds(1)) }
    for channel in channels { try? await channel.close() }
  }

  /// Has every connection refuse what it has not answered.
  func giveUp() {
    let channels = connections.withLock { Array($0.values) }
    for channel in channels { channel.pipeline.fireUserInboundEventTriggered(ConnectionHandler.GiveUp()) }
  }

  /// Closes every connection that is open.
  func closeConnections() async {
    let channels = connections.withLock { Array($0.values) }
    for channel in channels { channel.close(promise: nil) }
    for channel in channels { try? await channel.closeFuture.get() }
  }

  private func accept(_ channel: any Channel, lingerLimit: Int) -> EventLoopFuture<Void> {
    guard let options = channel as? any SocketOptionProvider else {
      return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }
    return options.unsafeGetSocketOption(
      level: SocketOptionLevel(SOL_SOCKET), name: SocketOptionName(SO_PEERCRED)
    )
    .flatMapThrowing { [self] (peer: Peer) in
      try channel.pipeline.syncOperations.addHandler(
        ConnectionHandler(core: core, peer: peer, refusal: admit(peer, channel, lingerLimit: lingerLimit)))
    }
    .flatMapErrorThrowing { [core] error in
      core.arriving(-1)
      throw error
    }
  }

  /// Counts a connection, or tells why it is refused; undone when the channel closes.
  private func admit(
    _ peer: Peer, _ channel: any Channel, lingerLimit: Int
  ) -> ConnectionHandler.Refusal? {
    let key = ObjectIdentifier(channel)
    connections.withLock { $0[key] = channel }
    channel.closeFuture.whenComplete { [self] _ in _ = connections.withLock { $0.removeValue(forKey: key) } }
    do throws(RPCError) {
      try core.account { ledger throws(Ledger.Refusal) in try ledger.connect(peer.user) }
      core.statistics.change { $0.accepted += 1 }
      channel.closeFuture.whenComplete { [core] _ in
        try? core.account { ledger throws(Ledger.Refusal) in ledger.disconnect(peer.user) }
      }
      return nil
    } catch {
      core.statistics.change { $0.refused += 1 }
      core.log.debug(
        "connection refused", metadata: ["peerUid": "\(peer.user)", "peerPid": "\(peer.process)"])
      let lingers = core.beginLinger(limit: lingerLimit)
      if lingers { channel.closeFuture.whenComplete { [core] _ in core.endLinger() } }
      return ConnectionHandler.Refusal(error: error, lingers: lingers)
    }
  }
}

/// Counts connections where they are accepted, before their own event loops know of them: a daemon that stops in that
/// moment must not leave them behind unread.
private final class ArrivalCounter: ChannelInboundHandler {
  typealias InboundIn = any Channel

  private let core: Core

  init(core: Core) {
    self.core = core
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    core.arriving(1)
    context.fireChannelRead(data)
  }
}

extension IOError {
  /// Why a connection cannot be accepted, and what to do about it.
  fileprivate var waitingReason: String {
    let advice =
      errnoCode == EMFILE ? "; allow the daemon more open files (LimitNOFILE), or serve fewer models" : ""
    return String(cString: strerror(errnoCode)) + advice
  }
}
