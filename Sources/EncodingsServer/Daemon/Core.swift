import EncodingsProtocol
import Logging
import NIOCore
import Synchronization
import Tracing

/// What all connections share: models, lanes, accounts, answers and counts. It knows no sockets.
final class Core: Sendable {
  let catalog: ModelCatalog
  /// What the models remember of texts.
  let known: KnownReadings
  let answers: AnswerCache
  let statistics = Statistics()
  let memory: MemoryGauge
  let log: Logger
  /// A clock that cannot be set.
  let clock: @Sendable () -> NIODeadline
  let started: NIODeadline

  private let ledger: Mutex<Ledger>
  private let numbers = Atomic<UInt64>(0)
  private let stopping = Mutex(Stopping.no)
  private let freshConnections = Atomic(0)
  private let arrivingConnections = Atomic(0)
  private let throughput = Mutex(Throughput())
  private let lingering = Atomic(0)
  private let waitingConnections = Atomic(0)
  /// When each event loop's connections begin what they are asked for.
  let turns = AllLoopTurns()
  /// Nanoseconds of batches since freed memory was given back.
  let computedSinceGivingBack = Atomic<Int64>(0)

  /// Where texts are tokenised, and messages read, that are too long for an event loop.
  let texts: Lane<TextJob>
  /// Where the arithmetic is done.
  let compute: Lane<ComputeJob>

  init(
    limits: Limits, operators: Set<UserID>, answerBytes: Int, known: KnownReadings = KnownReadings(limit: 0),
    loader: @escaping Loader, log: Logger,
    clock: @escaping @Sendable () -> NIODeadline = { .now() }
  ) {
    catalog = ModelCatalog(loader: loader)
    answers = AnswerCache(limit: answerBytes)
    self.known = known
    ledger = Mutex(Ledger(limits: limits, operators: operators))
    self.log = log
    self.clock = clock
    memory = MemoryGauge(clock: clock, read: ProcessMemory.read)
    started = clock()
    let core = Weak<Core>()
    texts = Lane(
      name: "texts", plan: { .single },
      work: { jobs in for job in jobs { job.run() } })
    compute = Lane(
      name: "compute", plan: { core.value?.batchPlan ?? .single },
      work: { jobs in core.value?.answer(jobs) })
    core.value = self
  }

  /// A number that no other connection or request of this daemon's life has.
  func nextNumber() -> UInt64 {
    numbers.add(1, ordering: .relaxed).newValue
  }

  /// Whether more is accepted.
  enum Stopping: Sendable {
    case no
    /// Only the first request of each connection: a successor will accept the next connection, but these were
    /// accepted here, and whoever connected must not be the worse for it.
    case servingFirstRequests
    case yes
  }

  /// Whether the daemon finishes what it has accepted.
  var isStopping: Bool { stopping.withLock { $0 != .no } }

  /// From now on less is accepted.
  func stop(_ how: Stopping) {
    stopping.withLock { $0 = how }
  }

  /// Whether a request is accepted that is its connection's first, or not.
  func takes(isFirst: Bool) -> Bool {
    switch stopping.withLock({ $0 }) {
    case .no: true
    case .servingFirstRequests: isFirst
    case .yes: false
    }
  }

  /// Connections that were accepted and are not yet served became more, or fewer.
  func arriving(_ change: Int) {
    arrivingConnections.add(change, ordering: .relaxed)
  }

  /// Whether connections are on their way from being accepted to being served.
  var isReceiving: Bool { arrivingConnections.load(ordering: .relaxed) > 0 }

  /// Connections that wait for their turn became more, or fewer.
  func waitingForTurn(_ change: Int) {
    waitingConnections.add(change, ordering: .acquiringAndReleasing)
  }

  /// Whether some do.
  var areWaitingForTurns: Bool { waitingConnections.load(ordering: .acquiring) > 0 }

  /// Connections that have sent no request yet became more, or fewer.
  func fresh(_ change: Int) {
    freshConnections.add(change, ordering: .relaxed)
  }

  /// Whether nothing is left to do for those who were accepted.
  var isDone: Bool {
    let awaited =
      stopping.withLock { $0 } == .servingFirstRequests && freshConnections.load(ordering: .relaxed) > 0
    // Messages that wait to be read, or to be begun, are requests that nobody has counted yet. Looked at first: whatever
    // does not wait any more is counted.
    let areWaiting = areWaitingForTurns
    let (waiting, _, running) = texts.fill
    let (total, _) = accounts
    return !areWaiting && waiting == 0 && running == 0 && total.requests == 0 && total.unread == 0 && !awaited
  }

  /// The limits in force.
  var limits: Limits { ledger.withLock { $0.limits } }

  /// Puts other limits in force.
  func change(limits: Limits) {
    ledger.withLock { $0.limits = limits }
  }

  /// Changes the accounts. Throws what the request or connection is refused with.
  func account<Value: Sendable>(
    _ body: (inout Ledger) throws(Ledger.Refusal) -> Value
  ) throws(RPCError) -> Value {
    let result: Result<Value, Ledger.Refusal> = ledger.withLock { ledger in
      Result { () throws(Ledger.Refusal) in try body(&ledger) }
    }
    switch result {
    case .success(let value): return value
    case .failure(.quota(let what, let limit)): throw .quotaExceeded(quota: what.rawValue, limit: limit)
    case .failure(.overloaded): throw .overloaded(retryAfterMs: retryAfter())
    }
  }

  /// A user's peers have so many bytes more to read.
  func unread(_ user: UserID, bytes: Int) {
    ledger.withLock { $0.unread(user, bytes: bytes) }
  }

  /// The outcome as it can be sent: a result too big for what its user's peers have not read becomes a refusal.
  func afford(_ outcome: Result<[UInt8], RPCError>, for user: UserID) -> Result<[UInt8], RPCError> {
    outcome.flatMap { result in
      Result { () throws(RPCError) in
        try account { ledger throws(Ledger.Refusal) in try ledger.afford(user, bytes: result.count) }
        return result
      }
    }
  }

  /// What everybody has in the daemon.
  var accounts: (total: Ledger.Account, users: [UserID: Ledger.Account]) {
    ledger.withLock { ($0.total, $0.accounts) }
  }

  /// Whether another refused connection may stay until its peer has read why; `endLinger` ends it.
  func beginLinger(limit: Int) -> Bool {
    if lingering.add(1, ordering: .relaxed).newValue <= limit { return true }
    endLinger()
    return false
  }

  /// A refused connection is gone.
  func endLinger() {
    lingering.subtract(1, ordering: .relaxed)
  }

  /// A batch's time, and the work that the measured throughput gets through in it.
  var batchPlan: BatchPlan {
    let milliseconds = limits.batchMilliseconds
    let work = throughput.withLock { $0.budget(milliseconds: milliseconds) }
    return BatchPlan(work: work, time: .milliseconds(Int64(milliseconds)))
  }

  /// A batch of so much work took so long.
  func measured(work: Int, took: TimeAmount) {
    throughput.withLock { $0.record(work: work, took: took) }
  }

  private func retryAfter() -> Int {
    let work = compute.fill.work
    return throughput.withLock { $0.retryAfter(work: work) }
  }
}

/// A reference that a closure made before its object can be given.
private final class Weak<Object: AnyObject & Sendable>: Sendable {
  private struct Box { weak var object: Object? }
  private let box = Mutex(Box())

  var value: Object? {
    get { box.withLock { $0.object } }
    set { box.withLock { $0.object = newValue } }
  }
}
