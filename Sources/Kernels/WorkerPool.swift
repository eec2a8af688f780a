internal import CKernels

/// The threads that the arithmetic runs on. They spin for a moment after a piece of work, since the next one
/// usually follows within microseconds, then sleep: an idle pool costs nothing.
package final class WorkerPool: Sendable {
  /// Number of threads that share a piece of work, the caller's included.
  package let width: Int
  private let shared: SharedWork

  /// Starts `width - 1` threads.
  package init(width: Int) {
    self.width = max(1, width)
    shared = SharedWork(threads: self.width)
    for number in 1..<self.width { WorkerThread.start(shared, number: number) }
  }

  /// One thread for each processor that this process may use.
  package convenience init() {
    self.init(width: WorkerPool.processorCount)
  }

  /// Number of processors in this process's affinity mask.
  package static var processorCount: Int { Int(encodings_processor_count()) }

  deinit { shared.stop() }

  /// Calls `body` once for each of `0..<count`, in any order and on any of the threads, and returns when all are
  /// done. One caller at a time; a second one waits.
  package func run(_ count: Int, _ body: (Int) -> Void) {
    run(count) { index, _ in body(index) }
  }

  /// What `body` makes of each of `0..<count`, in their order.
  package func map<Value>(_ count: Int, _ body: (_ index: Int) -> Value) -> [Value] {
    [Value](unsafeUninitializedCapacity: max(0, count)) { buffer, filled in
      guard let places = buffer.baseAddress else { return }
      run(count) { index in (places + index).initialize(to: body(index)) }
      filled = max(0, count)
    }
  }

  /// What `body` makes of each index of each group, of which group number i has `counts[i]`.
  package func map<Value>(
    groups counts: [Int], _ body: (_ group: Int, _ index: Int) -> Value
  ) -> [[Value]] {
    let places = counts.enumerated().flatMap { group, count in (0..<count).map { (group, $0) } }
    var values = map(places.count) { body(places[$0].0, places[$0].1) }[...]
    return counts.map { count in
      defer { values = values.dropFirst(count) }
      return Array(values.prefix(count))
    }
  }

  /// Calls `body` in the same way as the other `run`, and also tells it which of the ``width`` threads it is on. As a
  /// rule a thread gets indices one behind the other.
  package func run(_ count: Int, _ body: (_ index: Int, _ thread: Int) -> Void) {
    guard width > 1, count > 1 else {
      for index in 0..<max(0, count) { body(index, 0) }
      return
    }
    withoutActuallyEscaping(body) { shared.run(count, $0) }
  }
}
