import EncodingsProtocol
import NIOCore
import NIOPosix
import Synchronization

/// The process's memory, read on a thread of its own: the kernel walks every page table for it, which takes it
/// milliseconds with large models mapped. Whoever asks within a second of the last reading gets that one.
final class MemoryGauge: Sendable {
  private static let age = TimeAmount.seconds(1)

  private struct State {
    var last: (memory: MemoryStatus?, time: NIODeadline)?
    var waiting: [@Sendable (MemoryStatus?) -> Void] = []
  }

  private let state = Mutex(State())
  private let thread = NIOThreadPool(numberOfThreads: 1)
  private let clock: @Sendable () -> NIODeadline
  private let read: @Sendable () -> MemoryStatus?

  init(clock: @escaping @Sendable () -> NIODeadline, read: @escaping @Sendable () -> MemoryStatus?) {
    self.clock = clock
    self.read = read
    thread.start()
  }

  deinit {
    thread.shutdownGracefully { _ in }
  }

  /// Calls `body` with the memory: now, or on the gauge's thread once it is read.
  func tell(_ body: @escaping @Sendable (MemoryStatus?) -> Void) {
    let now = clock()
    let (known, begins) = state.withLock { state -> (MemoryStatus??, Bool) in
      if let last = state.last, now - last.time < Self.age { return (.some(last.memory), false) }
      state.waiting.append(body)
      return (nil, state.waiting.count == 1)
    }
    if let known { body(known) }
    if begins { thread.submit { [self] _ in measure() } }
  }

  private func measure() {
    let memory = read()
    let time = clock()
    let waiting = state.withLock { state in
      state.last = (memory, time)
      defer { state.waiting = [] }
      return state.waiting
    }
    for body in waiting { body(memory) }
  }
}
