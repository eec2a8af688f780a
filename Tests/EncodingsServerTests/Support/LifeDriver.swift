import EncodingsProtocol
import NIOCore

@testable import EncodingsServer

/// A connection's life under a clock that only the test moves.
struct LifeDriver {
  typealias Actions = [ConnectionLife.Action]

  var life: ConnectionLife
  private(set) var now = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

  init(_ change: (inout Limits) -> Void = { _ in }) {
    var limits = Limits()
    change(&limits)
    life = ConnectionLife(limits: limits, now: now)
  }

  mutating func wait(_ time: TimeAmount) {
    now = now + time
  }

  /// Bytes come, and what is whole of them is taken.
  mutating func receive(_ bytes: some Collection<UInt8>, begins: Bool = false) -> Actions {
    Array(bytes).withUnsafeBytes { life.received($0, now: now) }
    return take(begins: begins)
  }

  /// What is done about the frames that have come whole. With `begins` each becomes a request without an answer.
  mutating func take(begins: Bool = false) -> Actions {
    var actions: Actions = []
    while true {
      let next = life.next(now: now)
      if next.isEmpty { return actions }
      actions += next
      if begins, case .deliver = next[0] { actions += began() }
    }
  }

  mutating func parsing(_ isParsing: Bool) -> Actions { life.parsing(isParsing, now: now) }
  mutating func waiting(_ isWaiting: Bool) -> Actions { life.waiting(isWaiting, now: now) }
  mutating func began() -> Actions { life.began(now: now) }
  mutating func finished() -> Actions { life.finished(now: now) }
  mutating func queue(_ bytes: Int) -> Actions { life.queued(bytes, now: now) }
  mutating func flush(_ bytes: Int) -> Actions { life.flushed(bytes, now: now) }
  mutating func tick() -> Actions { life.tick(now: now) }
}

/// A body as it travels.
func frame(_ body: some Collection<UInt8>) -> [UInt8] {
  let length = UInt32(body.count)
  return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) } + body
}
