import NIOCore

/// Whether a daemon has been without connections for long enough to end.
struct IdleWatch {
  private let limit: TimeAmount
  private var idleSince: NIODeadline?

  /// `seconds` 0 means never.
  init(seconds: Int) {
    limit = .seconds(Int64(seconds))
  }

  /// How often to look; nil for never.
  var interval: TimeAmount? {
    limit > .zero ? max(.milliseconds(100), .nanoseconds(limit.nanoseconds / 4)) : nil
  }

  /// Notes how many connections are open, and says whether there have been none for the whole time.
  mutating func isOver(connections: Int, now: NIODeadline) -> Bool {
    guard limit > .zero, connections == 0 else {
      idleSince = nil
      return false
    }
    let since = idleSince ?? now
    idleSince = since
    return now - since >= limit
  }
}
