import Glibc
import NIOCore

/// Has a listening socket wait a little where there is no descriptor or memory for a connection: the kernel says again
/// and again that one is there, and trying each time would take a whole core.
///
/// NIO's own handler for this delays the next read, but after a failed one it asks for none.
final class AcceptPause: ChannelInboundHandler {
  typealias InboundIn = any Channel

  private static let length = TimeAmount.milliseconds(100)

  /// Time between two reports that connections wait.
  private static let silence = TimeAmount.seconds(60)

  /// Whether connections are still wanted when a pause is over.
  private let isWanted: @Sendable () -> Bool
  private let report: @Sendable (IOError) -> Void
  private var reported: NIODeadline?

  /// `report` is told why connections wait, now and then while they do.
  init(isWanted: @escaping @Sendable () -> Bool, report: @escaping @Sendable (IOError) -> Void) {
    self.isWanted = isWanted
    self.report = report
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let failure = error as? IOError, [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(failure.errnoCode)
    else { return context.fireErrorCaught(error) }
    let now = NIODeadline.now()
    if reported.map({ now - $0 > Self.silence }) ?? true {
      reported = now
      report(failure)
    }
    let (channel, isWanted) = (context.channel, isWanted)
    channel.setOption(.autoRead, value: false).whenSuccess {
      channel.eventLoop.scheduleTask(in: Self.length) {
        if isWanted() { channel.setOption(.autoRead, value: true).whenFailure { _ in } }
      }
    }
  }
}
