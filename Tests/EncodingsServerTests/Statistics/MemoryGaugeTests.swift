import EncodingsProtocol
import Glibc
import NIOCore
import Synchronization
import Testing

@testable import EncodingsServer

/// How often the kernel is asked about memory, and who waits for it.
@Suite struct MemoryGaugeTests {
  /// A kernel that takes its time.
  private final class Kernel: Sendable {
    let readings = Atomic(0)
    let isHeld = Atomic(false)

    func read() -> MemoryStatus? {
      while isHeld.load(ordering: .relaxed) { usleep(500) }
      let count = readings.add(1, ordering: .relaxed).newValue
      return MemoryStatus(residentBytes: count, privateDirtyBytes: 0)
    }
  }

  @Test func manyShareOneReadingAndNobodyIsHeldUp() async throws {
    let kernel = Kernel()
    let clock = ManualClock()
    let gauge = MemoryGauge(clock: { clock.now }, read: kernel.read)
    let told = Mutex<[Int]>([])
    func ask(_ count: Int) {
      for _ in 0..<count { gauge.tell { memory in told.withLock { $0.append(memory?.residentBytes ?? -1) } } }
    }
    kernel.isHeld.store(true, ordering: .relaxed)
    ask(100)
    #expect(told.withLock { $0.isEmpty })
    kernel.isHeld.store(false, ordering: .relaxed)
    try await eventually("all are told") { told.withLock { $0.count } == 100 }
    #expect(told.withLock { Set($0) } == [1])
    clock.advance(.milliseconds(999))
    ask(10)
    // Told at once.
    #expect(told.withLock { $0.count } == 110 && kernel.readings.load(ordering: .relaxed) == 1)
    clock.advance(.milliseconds(1))
    ask(1)
    try await eventually("it is read again") { told.withLock { $0.last } == 2 }
  }

  @Test func theKernelTells() throws {
    let memory = try #require(ProcessMemory.read())
    #expect(memory.residentBytes > 1 << 20 && memory.privateDirtyBytes > 0)
    #expect(memory.privateDirtyBytes <= memory.residentBytes)
  }
}
