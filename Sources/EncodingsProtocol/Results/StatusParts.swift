/// What is waiting for the compute lane.
public struct QueueStatus: Codable, Sendable, Equatable {
  /// Requests that wait, and messages that are not yet read.
  public var waiting: Int
  /// Their tokens.
  public var waitingTokens: Int
  /// Requests that may wait.
  public var limit: Int
  /// Requests being computed.
  public var running: Int

  /// A queue's fill.
  public init(waiting: Int, waitingTokens: Int, limit: Int, running: Int) {
    self.waiting = waiting
    self.waitingTokens = waitingTokens
    self.limit = limit
    self.running = running
  }
}

/// Requests answered since the start.
public struct RequestCounts: Codable, Sendable, Equatable {
  /// All of them.
  public var total: Int
  /// How many ended how: `ok`, or the name of an `ErrorCode`.
  public var byOutcome: [String: Int]

  /// Counts; their sum is `total`.
  public init(total: Int, byOutcome: [String: Int]) {
    self.total = total
    self.byOutcome = byOutcome
  }
}

/// How long a method's answers took, from the request's last byte to the answer's first.
public struct LatencyQuantiles: Codable, Sendable, Equatable {
  /// Answers measured.
  public var count: Int
  /// Half took at most this many milliseconds.
  public var p50Ms: Double
  /// Nine in ten.
  public var p90Ms: Double
  /// Ninety-nine in a hundred.
  public var p99Ms: Double
  /// The longest.
  public var maxMs: Double

  /// Quantiles in milliseconds.
  public init(count: Int, p50Ms: Double, p90Ms: Double, p99Ms: Double, maxMs: Double) {
    self.count = count
    self.p50Ms = p50Ms
    self.p90Ms = p90Ms
    self.p99Ms = p99Ms
    self.maxMs = maxMs
  }
}

/// Answers kept to be given again.
public struct CacheStatus: Codable, Sendable, Equatable {
  /// Answers kept.
  public var entries: Int
  /// Their bytes.
  public var bytes: Int
  /// Bytes that may be kept.
  public var limitBytes: Int
  /// Questions answered from it.
  public var hits: Int
  /// Questions whose answers were computed.
  public var misses: Int

  /// A cache's fill and use.
  public init(entries: Int, bytes: Int, limitBytes: Int, hits: Int, misses: Int) {
    self.entries = entries
    self.bytes = bytes
    self.limitBytes = limitBytes
    self.hits = hits
    self.misses = misses
  }
}

/// Who is connected.
public struct ConnectionStatus: Codable, Sendable, Equatable {
  /// Connections open.
  public var open: Int
  /// Connections that may be open.
  public var limit: Int
  /// The users they belong to, by ascending user id.
  public var peers: [PeerStatus]

  /// Open connections by user.
  public init(open: Int, limit: Int, peers: [PeerStatus]) {
    self.open = open
    self.limit = limit
    self.peers = peers
  }
}

/// One user's share.
public struct PeerStatus: Codable, Sendable, Equatable {
  /// User id.
  public var uid: Int
  /// Connections the user has open.
  public var connections: Int
  /// Requests of the user that wait.
  public var queued: Int

  /// A user's share.
  public init(uid: Int, connections: Int, queued: Int) {
    self.uid = uid
    self.connections = connections
    self.queued = queued
  }
}

/// Memory of the daemon's process.
public struct MemoryStatus: Codable, Sendable, Equatable {
  /// Bytes resident, mapped weights included.
  public var residentBytes: Int
  /// Bytes of its own that no file backs.
  public var privateDirtyBytes: Int

  /// Memory in bytes.
  public init(residentBytes: Int, privateDirtyBytes: Int) {
    self.residentBytes = residentBytes
    self.privateDirtyBytes = privateDirtyBytes
  }
}
