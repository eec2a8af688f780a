/// A user of the machine, as the kernel names the peer of a connection.
typealias UserID = UInt32

/// One connection of this daemon's life; never used twice.
struct ConnectionID: Hashable, Sendable {
  let number: UInt64
}

/// One request of this daemon's life; never used twice. It is what the log calls `REQUEST_ID`.
struct Ticket: Hashable, Sendable {
  let number: UInt64
}
