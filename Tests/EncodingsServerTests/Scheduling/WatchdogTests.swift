import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import EncodingsServer

/// Pings that stop when something that must move does not.
@Suite struct WatchdogTests {
  /// A pulse that beats when it is asked, unless it is stopped.
  private final class Beating: Sendable {
    let heart = Heart()
    let isStopped = Atomic(false)

    var pulse: Watchdog.Pulse {
      Watchdog.Pulse(heart: heart) { [self] in
        if !isStopped.load(ordering: .relaxed) { heart.beat() }
      }
    }
  }

  @Test func aStoppedPulseEndsThem() {
    let pings = Atomic(0)
    let pulses = [Beating(), Beating(), Beating()]
    let watchdog = Watchdog(pulses: pulses.map(\.pulse)) { pings.add(1, ordering: .relaxed) }
    for _ in 0..<3 { watchdog.tick() }
    #expect(pings.load(ordering: .relaxed) == 3)
    for stopped in pulses {
      stopped.isStopped.store(true, ordering: .relaxed)
      // What it was asked before it stopped it still answered.
      watchdog.tick()
      let before = pings.load(ordering: .relaxed)
      for _ in 0..<3 { watchdog.tick() }
      #expect(pings.load(ordering: .relaxed) == before)
      stopped.isStopped.store(false, ordering: .relaxed)
      watchdog.tick()
      watchdog.tick()
      #expect(pings.load(ordering: .relaxed) == before + 1)
    }
  }

  @Test func aPulseNeedsNoAskingWhileItMoves() {
    let pings = Atomic(0)
    let heart = Heart()
    let watchdog = Watchdog(pulses: [Watchdog.Pulse(heart: heart) {}]) { pings.add(1, ordering: .relaxed) }
    watchdog.tick()
    for _ in 0..<5 {
      heart.beat()
      watchdog.tick()
    }
    #expect(pings.load(ordering: .relaxed) == 6)
  }

  @Test func lanesAndLoopsHavePulses() async throws {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let lane = Lane<Int>(name: "lane", plan: { .single }, work: { _ in })
    let pings = Atomic(0)
    let watchdog = Watchdog(
      pulses: [Watchdog.Pulse(loop: loop), Watchdog.Pulse(heart: lane.heart) { lane.beat() }]
    ) { pings.add(1, ordering: .relaxed) }
    watchdog.start(on: MultiThreadedEventLoopGroup.singleton.next(), microseconds: 4000)
    try await eventually("five pings") { pings.load(ordering: .relaxed) >= 5 }
  }
}

/// When a daemon has been without connections for long enough.
@Suite struct IdleWatchTests {
  @Test func isOverAfterTheWholeTimeWithout() {
    var watch = IdleWatch(seconds: 10)
    #expect(watch.interval == .milliseconds(2500))
    let looks: [(connections: Int, second: Int64)] = [(0, 0), (0, 9), (1, 9), (0, 18), (0, 28)]
    let over = looks.map { look in
      watch.isOver(connections: look.connections, now: .uptimeNanoseconds(1) + .seconds(look.second))
    }
    #expect(over == [false, false, false, false, true])
  }

  @Test func isNeverOverUnlessItIsLimited() {
    var watch = IdleWatch(seconds: 0)
    #expect(watch.interval == nil)
    let over = (0..<3).map { hours in
      watch.isOver(connections: 0, now: .uptimeNanoseconds(1) + .hours(Int64(hours)))
    }
    #expect(over == [false, false, false])
  }
}
