/// What `status` answers. A daemon leaves out the parts that it does not count.
public struct StatusResult: Codable, Sendable, Equatable {
  /// The daemon's version.
  public var version: String
  /// The protocol's version.
  public var protocolVersion: String
  /// The daemon's process id.
  public var pid: Int
  /// Seconds since it started, by a clock that cannot be set.
  public var uptimeSeconds: Double
  /// Whether it serves.
  public var state: DaemonState
  /// Every model the daemon was given, the default first.
  public var models: [ServedModel]
  /// What is waiting.
  public var queue: QueueStatus?
  /// What has been answered.
  public var requests: RequestCounts?
  /// How long answers took, by method.
  public var latency: [String: LatencyQuantiles]?
  /// Answers kept.
  public var cache: CacheStatus?
  /// Who is connected.
  public var connections: ConnectionStatus?
  /// Memory of the process.
  public var memory: MemoryStatus?

  /// A status with the parts that every daemon knows.
  public init(
    version: String, protocolVersion: String = EncodingsProtocol.version, pid: Int, uptimeSeconds: Double,
    state: DaemonState, models: [ServedModel]
  ) {
    self.version = version
    self.protocolVersion = protocolVersion
    self.pid = pid
    self.uptimeSeconds = uptimeSeconds
    self.state = state
    self.models = models
  }
}

/// Whether a daemon serves.
public enum DaemonState: String, CaseIterable, Codable, Sendable, Hashable {
  /// No model is ready yet, some are loading.
  case loading
  /// At least one model answers.
  case serving
  /// No model answers and none is loading.
  case degraded
  /// It answers what it has accepted, then ends.
  case stopping
}
