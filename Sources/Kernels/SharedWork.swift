internal import CKernels
internal import Glibc
internal import Synchronization

/// One piece of work at a time, offered to threads that may join until its last index is taken.
///
/// `gate` holds twice the number of threads inside, plus one while joining is open; the caller closes it when no
/// index is left and waits until all have gone, so that `job` never outlives `run`.
final class SharedWork: @unchecked Sendable {
  private let gate = Atomic<Int>(0)
  private let turn = Atomic<Int>(0)
  private let next = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)
  private let stopped = Atomic<Bool>(false)
  private var count = 0
  private var job: ((Int) -> Void)?
  private let caller = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  /// About 30 microseconds of looking before a thread sleeps.
  private static let patience = 1_000

  init() {
    pthread_mutex_init(caller, nil)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(wake, nil)
  }

  deinit {
    pthread_mutex_destroy(caller)
    pthread_mutex_destroy(mutex)
    pthread_cond_destroy(wake)
    caller.deallocate()
    mutex.deallocate()
    wake.deallocate()
  }

  func run(_ count: Int, _ body: @escaping (Int) -> Void) {
    pthread_mutex_lock(caller)
    defer { pthread_mutex_unlock(caller) }
    self.count = count
    job = body
    next.store(0, ordering: .relaxed)
    gate.store(1, ordering: .sequentiallyConsistent)
    turn.add(1, ordering: .sequentiallyConsistent)
    wakeSleepers()
    takeAll(body, count)
    gate.subtract(1, ordering: .acquiringAndReleasing)
    var looks = 0
    while gate.load(ordering: .acquiring) != 0 {
      looks += 1
      if looks > Self.patience { sched_yield() } else { encodings_pause() }
    }
    job = nil
  }

  func stop() {
    stopped.store(true, ordering: .sequentiallyConsistent)
    turn.add(1, ordering: .sequentiallyConsistent)
    wakeSleepers()
  }

  /// A worker's life: joins each piece of work it sees, until the pool stops.
  func serve() {
    var seen = 0
    while true {
      waitForTurn(after: seen)
      seen = turn.load(ordering: .acquiring)
      if stopped.load(ordering: .acquiring) { return }
      guard join() else { continue }
      if let job { takeAll(job, count) }
      gate.subtract(2, ordering: .acquiringAndReleasing)
    }
  }

  private func join() -> Bool {
    var value = gate.load(ordering: .acquiring)
    while value & 1 == 1 {
      let (done, now) = gate.weakCompareExchange(
        expected: value, desired: value + 2, ordering: .acquiringAndReleasing)
      if done { return true }
      value = now
    }
    return false
  }

  private func takeAll(_ body: (Int) -> Void, _ count: Int) {
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      body(index)
    }
  }

  private func waitForTurn(after seen: Int) {
    for _ in 0..<Self.patience {
      if turn.load(ordering: .acquiring) != seen { return }
      encodings_pause()
    }
    pthread_mutex_lock(mutex)
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while turn.load(ordering: .sequentiallyConsistent) == seen { pthread_cond_wait(wake, mutex) }
    sleepers.subtract(1, ordering: .sequentiallyConsistent)
    pthread_mutex_unlock(mutex)
  }

  private func wakeSleepers() {
    guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
    pthread_mutex_lock(mutex)
    pthread_cond_broadcast(wake)
    pthread_mutex_unlock(mutex)
  }
}

/// A detached thread that serves one pool.
enum WorkerThread {
  static func start(_ work: SharedWork) {
    let argument = Unmanaged.passRetained(work).toOpaque()
    var thread = pthread_t()
    let failed = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        let work = Unmanaged<SharedWork>.fromOpaque(argument).takeRetainedValue()
        work.serve()
        return nil
      }, argument)
    // Without the thread the callers do its share themselves.
    if failed != 0 { Unmanaged<SharedWork>.fromOpaque(argument).release() } else { pthread_detach(thread) }
  }
}
