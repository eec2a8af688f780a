import Kernels
import Synchronization
import Testing

private final class Total: Sendable {
  let value = Atomic<Int>(0)
}

/// Every index exactly once, whatever the width and whoever calls.
@Suite struct WorkerPoolTests {
  @Test(arguments: [1, 2, 5]) func everyIndexOnce(_ width: Int) {
    let pool = WorkerPool(width: width)
    for count in [0, 1, 2, 3, 17, 1000] {
      let seen = Mutex([Int](repeating: 0, count: count))
      pool.run(count) { index in seen.withLock { $0[index] += 1 } }
      #expect(seen.withLock { $0 } == [Int](repeating: 1, count: count))
    }
  }

  @Test(arguments: [1, 2, 5]) func mapKeepsTheOrder(_ width: Int) {
    let pool = WorkerPool(width: width)
    for count in [-1, 0, 1, 2, 17, 1000] {
      #expect(pool.map(count) { "\($0)" } == (0..<max(0, count)).map { "\($0)" })
    }
  }

  @Test(arguments: [1, 2, 5]) func groupsStayTogether(_ width: Int) {
    let pool = WorkerPool(width: width)
    for counts in [[], [0], [3], [2, 0, 5, 1], [0, 400, 0]] {
      let found = pool.map(groups: counts) { "\($0) \($1)" }
      #expect(found == counts.enumerated().map { group, count in (0..<count).map { "\(group) \($0)" } })
    }
  }

  @Test(arguments: [1, 2, 5]) func noTwoIndicesOfAThreadAtOnce(_ width: Int) {
    let pool = WorkerPool(width: width)
    for count in [1, 2, 17, 1000] {
      let inside = (0..<width).map { _ in Total() }
      let seen = Mutex([Int](repeating: 0, count: count))
      let overlaps = Total()
      pool.run(count) { index, thread in
        if inside[thread].value.add(1, ordering: .relaxed).oldValue != 0 {
          overlaps.value.add(1, ordering: .relaxed)
        }
        seen.withLock { $0[index] += 1 }
        inside[thread].value.subtract(1, ordering: .relaxed)
      }
      #expect(overlaps.value.load(ordering: .relaxed) == 0)
      #expect(seen.withLock { $0 } == [Int](repeating: 1, count: count))
    }
  }

  @Test func callersTakeTurns() async {
    let pool = WorkerPool(width: 2)
    let total = Total()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<200 { pool.run(10) { total.value.add($0, ordering: .relaxed) } }
        }
      }
    }
    #expect(total.value.load(ordering: .relaxed) == 4 * 200 * 45)
  }

  @Test func poolsEnd() {
    for _ in 0..<50 {
      let pool = WorkerPool(width: 3)
      let total = Atomic<Int>(0)
      pool.run(7) { _ in total.add(1, ordering: .relaxed) }
      #expect(total.load(ordering: .relaxed) == 7)
    }
  }
}
