internal import Synchronization

/// The indices of one piece of work, a stretch for each thread. A thread takes its own from the front, so that what an
/// index asks of memory ahead is for itself, and then what others have left.
final class Stretches: @unchecked Sendable {
  /// Distance of two counters, which must not share a cache line.
  private static let apart = 16

  private let threads: Int
  private let taken: UnsafeMutablePointer<Atomic<Int>>
  private var count = 0

  init(threads: Int) {
    self.threads = max(1, threads)
    taken = .allocate(capacity: self.threads * Self.apart)
    for index in 0..<self.threads * Self.apart { (taken + index).initialize(to: Atomic(0)) }
  }

  deinit {
    taken.deinitialize(count: threads * Self.apart)
    taken.deallocate()
  }

  /// Begins anew with `count` indices, while no thread takes any.
  func begin(_ count: Int) {
    self.count = count
    for thread in 0..<threads {
      taken[thread * Self.apart].store(stretch(thread).lowerBound, ordering: .relaxed)
    }
  }

  /// Calls `body` with every index that `thread` comes to take.
  func takeAll(_ thread: Int, _ body: (Int) -> Void) {
    for turn in 0..<threads {
      let owner = (thread + turn) % threads
      let end = stretch(owner).upperBound
      while true {
        let index = taken[owner * Self.apart].add(1, ordering: .relaxed).oldValue
        guard index < end else { break }
        body(index)
      }
    }
  }

  private func stretch(_ thread: Int) -> Range<Int> {
    (0..<count).part(thread, of: threads)
  }
}
