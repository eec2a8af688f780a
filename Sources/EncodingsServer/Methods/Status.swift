import EncodingsProtocol
import Glibc
import NIOCore

extension ServedMethod {
  /// Tells how the daemon is doing.
  static let status = ServedMethod(.status) { _, core, answer in
    core.memory.tell { answer(core.status($0)) }
  }
}

extension Core {
  fileprivate func status(_ memory: MemoryStatus?) -> StatusResult {
    let counts = statistics.snapshot
    let models = catalog.descriptions
    var status = StatusResult(
      version: Version.string, pid: Int(getpid()),
      uptimeSeconds: (clock() - started).seconds, state: state(models), models: models)
    let (total, users) = accounts
    let waiting = compute.fill
    status.queue = QueueStatus(
      waiting: waiting.waiting + texts.fill.waiting, waitingTokens: total.tokens, limit: limits.requests,
      running: waiting.running)
    var outcomes: [String: Int] = [:]
    for method in counts.outcomes.values { outcomes.merge(method) { $0 + $1 } }
    status.requests = RequestCounts(total: outcomes.values.reduce(0, +), byOutcome: outcomes)
    status.latency = counts.latency.mapValues { histogram in
      LatencyQuantiles(
        count: histogram.count, p50Ms: histogram.quantile(0.5).milliseconds,
        p90Ms: histogram.quantile(0.9).milliseconds, p99Ms: histogram.quantile(0.99).milliseconds,
        maxMs: histogram.longest.milliseconds)
    }
    status.cache = answers.status
    status.connections = ConnectionStatus(
      open: total.connections, limit: limits.connections,
      peers: users.sorted { $0.key < $1.key }.map {
        PeerStatus(uid: Int($0.key), connections: $0.value.connections, queued: $0.value.requests)
      })
    status.memory = memory
    return status
  }

  private func state(_ models: [ServedModel]) -> DaemonState {
    if isStopping { return .stopping }
    if models.contains(where: { $0.state == .ready }) { return .serving }
    return models.contains { $0.state == .loading } ? .loading : .degraded
  }
}
