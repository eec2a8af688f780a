import NIOCore
import Synchronization

/// Tells the service manager that the daemon lives, as long as every thread that requests depend on moves.
///
/// Each tick runs on an event loop, asks every other loop and lane for a sign of life, and says `alive` only if all
/// have given one since the tick before. So a stopped loop and a stopped lane both end the pings.
final class Watchdog: Sendable {
  /// Something that must move: its heart, and how to have it beat when there is nothing else to do.
  struct Pulse: Sendable {
    var heart: Heart
    var beat: @Sendable () -> Void

    init(heart: Heart, beat: @escaping @Sendable () -> Void) {
      self.heart = heart
      self.beat = beat
    }

    /// An event loop's.
    init(loop: any EventLoop) {
      let heart = Heart()
      self.init(heart: heart) { loop.execute { heart.beat() } }
    }
  }

  private let pulses: [Pulse]
  private let alive: @Sendable () -> Void
  private let seen = Mutex<[UInt64]>([])

  init(pulses: [Pulse], alive: @escaping @Sendable () -> Void) {
    self.pulses = pulses
    self.alive = alive
  }

  /// Ticks on `loop`, four times in each interval that the service manager allows.
  func start(on loop: any EventLoop, microseconds: UInt64) {
    let delay = TimeAmount.microseconds(Int64(clamping: max(microseconds / 4, 1000)))
    loop.scheduleRepeatedTask(initialDelay: .zero, delay: delay) { [self] _ in tick() }
  }

  /// Says `alive` if every heart has beaten since the last tick, and asks each for a beat until the next.
  func tick() {
    let counts = pulses.map(\.heart.count)
    let allMoved = seen.withLock { seen in
      defer { seen = counts }
      return seen.isEmpty || zip(seen, counts).allSatisfy { $0 != $1 }
    }
    if allMoved { alive() }
    for pulse in pulses { pulse.beat() }
  }
}
