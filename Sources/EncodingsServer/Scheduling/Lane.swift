import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// One thread of its own that takes work from a fair queue and does it, a batch at a time.
///
/// It is neither an event loop nor a thread of the cooperative pool, so it may block for as long as arithmetic
/// takes. While nothing waits it sleeps.
final class Lane<Job: Sendable>: Sendable {
  typealias Entry = FairQueue<Job>.Entry

  /// Bytes of answers that one batch may make, as far as is known before.
  private static var answerBudget: Int { 8 << 20 }

  private struct State {
    var queue = FairQueue<Job>()
    var isAwake = false
    var turns = Turns()

    /// Takes a batch from the queue, which is being done from now on.
    mutating func begin(_ take: (inout FairQueue<Job>) -> [Entry]) -> [Entry] {
      let taken = take(&queue)
      if !taken.isEmpty { turns.begin(taken.map { ($0.user, $0.work) }, at: .now()) }
      return taken
    }
  }

  private let state = Mutex(State())
  private let thread = NIOThreadPool(numberOfThreads: 1)
  /// Moves on whenever the lane does.
  let heart = Heart()
  private let gathering: Gathering
  private let plan: @Sendable () -> BatchPlan
  private let work: @Sendable ([Job]) -> Void

  /// A lane that takes as much at a time as `plan()` says and hands it to `work` on its thread, which debuggers and
  /// `top -H` show under `name` (15 bytes at most).
  init(
    name: String, gathering: Gathering = Gathering(), plan: @escaping @Sendable () -> BatchPlan,
    work: @escaping @Sendable ([Job]) -> Void
  ) {
    self.gathering = gathering
    self.plan = plan
    self.work = work
    thread.start()
    thread.submit { _ in Self.nameThread(name) }
  }

  /// Ends the thread. Nothing waits then: whoever works keeps the lane.
  deinit {
    thread.shutdownGracefully { _ in }
  }

  /// Jobs that wait, their work, and jobs that are being done.
  var fill: (waiting: Int, work: Int, running: Int) {
    state.withLock { ($0.queue.count, $0.queue.work, $0.turns.running) }
  }

  /// Queues a job.
  func add(_ entry: Entry) {
    change { $0.add(entry) }
  }

  /// Takes a job out before its turn; nil if it is being done, or done.
  func remove(_ ticket: Ticket, of user: UserID) -> Job? {
    state.withLock { $0.queue.remove(ticket, of: user)?.job }
  }

  /// Leaves a connection's jobs waiting.
  func hold(_ connection: ConnectionID) {
    state.withLock { $0.queue.hold(connection) }
  }

  /// Lets them be done again.
  func release(_ connection: ConnectionID) {
    change { $0.release(connection) }
  }

  /// Does what may go between the pieces of the batch that is being done, if anything that waits may; returns how long it
  /// took. Called between two pieces by the batch's own work, on the lane's thread.
  func giveWay() -> TimeAmount {
    if fill.waiting == 0 { return .zero }
    let plan = plan()
    let taken = state.withLock { state -> [Entry] in
      guard let between = state.turns.between(at: .now(), plan: plan) else { return [] }
      return state.begin {
        $0.takeBetween(
          budget: plan.work, answerBudget: Self.answerBudget, longest: between.longest,
          allowance: between.allowance)
      }
    }
    return taken.isEmpty ? .zero : finish(taken)
  }

  /// Has the lane show that it moves, as soon as it can.
  func beat() {
    thread.submit { [heart] _ in heart.beat() }
  }

  /// By way of the file system, since Swift has none of the C functions for it. A name that cannot be given is not
  /// missed.
  private static func nameThread(_ name: String) {
    let descriptor = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    let bytes = Array(name.utf8)
    _ = write(descriptor, bytes, bytes.count)
    close(descriptor)
  }

  private func change(_ body: (inout FairQueue<Job>) -> Void) {
    let wakes = state.withLock { state in
      body(&state.queue)
      guard !state.isAwake, state.queue.count > 0 else { return false }
      state.isAwake = true
      return true
    }
    if wakes { thread.submit { [self] _ in run() } }
  }

  private func run() {
    var gathering = gathering
    while true {
      heart.beat()
      let budget = plan().work
      gather(gathering, budget: budget)
      let (taken, left) = state.withLock { state in
        let taken = state.begin { $0.take(budget: budget, answerBudget: Self.answerBudget) }
        state.isAwake = !taken.isEmpty
        return (taken, state.queue.count)
      }
      if taken.isEmpty { return }
      let took = finish(taken)
      let connections = Set(taken.map(\.connection))
      let others = state.withLock { max(left, $0.queue.count(besides: connections)) }
      gathering.ended(answered: taken.count, others: others, at: .now(), took: took)
    }
  }

  /// Does what was begun; returns how long it took.
  private func finish(_ taken: [Entry]) -> TimeAmount {
    work(taken.map(\.job))
    return state.withLock { $0.turns.end(at: .now()) }
  }

  /// Waits for others while that is worthwhile and a batch is not yet full.
  private func gather(_ gathering: Gathering, budget: Int) {
    while true {
      let fill = fill
      guard fill.work < budget, gathering.isWorthwhile(waiting: fill.waiting, at: .now()) else { return }
      usleep(100)
    }
  }
}
