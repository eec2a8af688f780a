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
  private let sleepers = Atomic<Int>(0)
  private let stopped = Atomic<Bool>(false)
  private let stretches: Stretches
  private var job: ((Int, Int) -> Void)?
  private let caller = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  /// About a tenth of a millisecond of looking before a thread sleeps: longer than one thread alone is busy between two
  /// pieces of work of a forward pass. To be woken takes longer than most of them.
  private static let patience = 4_000

  /// For the caller and `threads - 1` others.
  init(threads: Int) {
    stretches = Stretches(threads: threads)
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

  /// Calls `body` with each index and with the number of the thread it is called on; the caller's is 0.
  func run(_ count: Int, _ body: @escaping (Int, Int) -> Void) {
    pthread_mutex_lock(caller)
    defer { pthread_mutex_unlock(caller) }
    stretches.begin(count)
    job = body
    gate.store(1, ordering: .sequentiallyConsistent)
    turn.add(1, ordering: .sequentiallyConsistent)
    wakeSleepers()
    stretches.takeAll(0) { body($0, 0) }
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

  /// The life of worker `thread`: joins each piece of work it sees, until the pool stops.
  func serve(_ thread: Int) {
    var seen = 0
    while true {
      waitForTurn(after: seen)
      seen = turn.load(ordering: .acquiring)
      if stopped.load(ordering: .acquiring) { return }
      guard join() else { continue }
      if let job { stretches.takeAll(thread) { job($0, thread) } }
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
final class WorkerThread {
  private let work: SharedWork
  private let number: Int

  private init(_ work: SharedWork, number: Int) {
    self.work = work
    self.number = number
  }

  static func start(_ work: SharedWork, number: Int) {
    let argument = Unmanaged.passRetained(WorkerThread(work, number: number)).toOpaque()
    var thread = pthread_t()
    let failed = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        let worker = Unmanaged<WorkerThread>.fromOpaque(argument).takeRetainedValue()
        worker.work.serve(worker.number)
        return nil
      }, argument)
    // Without the thread the callers do its share themselves.
    if failed != 0 { Unmanaged<WorkerThread>.fromOpaque(argument).release() } else { pthread_detach(thread) }
  }
}
