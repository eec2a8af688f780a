import Glibc
import Synchronization
import Testing

@testable import EncodingsServer

/// A thread that does what waits, a batch at a time.
@Suite struct LaneTests {
  /// A lane of numbers that notes its batches and can be held up in the middle of one.
  private final class Worker: Sendable {
    let batches = Mutex<[[Int]]>([])
    let isHeld = Atomic(false)
    let budget = Atomic(100)

    func lane(_ gathering: Gathering = Gathering()) -> Lane<Int> {
      Lane(
        name: "lane", gathering: gathering,
        plan: { [self] in BatchPlan(work: budget.load(ordering: .relaxed), time: .seconds(1)) }
      ) { [self] jobs in
        batches.withLock { $0.append(jobs) }
        while isHeld.load(ordering: .relaxed) { usleep(500) }
      }
    }

    var done: [Int] { batches.withLock { $0.flatMap { $0 } } }
  }

  private static func entry(_ number: Int, of user: UserID = 1, over connection: UInt64 = 1, work: Int = 1)
    -> Lane<Int>.Entry
  {
    Lane<Int>.Entry(
      ticket: Ticket(number: UInt64(number)), user: user, connection: ConnectionID(number: connection),
      lot: 1, work: work, job: number)
  }

  @Test func everyJobIsDoneOnce() async throws {
    let worker = Worker()
    let lane = worker.lane()
    await withTaskGroup(of: Void.self) { group in
      for user in 0..<4 {
        group.addTask {
          for number in 0..<500 { lane.add(Self.entry(user * 500 + number, of: UserID(user))) }
        }
      }
    }
    try await eventually("all is done") { worker.done.count == 2000 && lane.fill.running == 0 }
    #expect(worker.done.sorted() == Array(0..<2000))
    for user in 0..<4 {
      #expect(worker.done.filter { $0 / 500 == user } == Array(user * 500..<user * 500 + 500))
    }
    #expect(lane.fill == (waiting: 0, work: 0, running: 0))
  }

  @Test func whatCameMeanwhileIsTheNextBatch() async throws {
    let worker = Worker()
    worker.isHeld.store(true, ordering: .relaxed)
    let lane = worker.lane()
    lane.add(Self.entry(0))
    try await eventually("the first is begun") { worker.done == [0] }
    for number in 1...5 { lane.add(Self.entry(number)) }
    #expect(lane.fill == (waiting: 5, work: 5, running: 1))
    #expect(lane.remove(Ticket(number: 3), of: 1) == 3)
    #expect(lane.remove(Ticket(number: 0), of: 1) == nil)
    worker.budget.store(3, ordering: .relaxed)
    worker.isHeld.store(false, ordering: .relaxed)
    try await eventually("all is done") { lane.fill == (waiting: 0, work: 0, running: 0) }
    #expect(worker.batches.withLock { $0 } == [[0], [1, 2, 4], [5]])
  }

  /// Waits for longer than a test looks: what ends the waiting is who comes.
  private static let patient = Gathering(part: 1e6, most: .seconds(90))

  @Test func whoCameMeanwhileSharesTheNextBatchWithTheAnswered() async throws {
    let worker = Worker()
    worker.isHeld.store(true, ordering: .relaxed)
    let lane = worker.lane(Self.patient)
    lane.add(Self.entry(0, over: 1))
    try await eventually("the first is begun") { worker.done == [0] }
    lane.add(Self.entry(1, over: 2))
    worker.isHeld.store(false, ordering: .relaxed)
    // The answered one comes back only when the batch has long ended.
    try await Task.sleep(for: .milliseconds(50))
    #expect(worker.done == [0] && lane.fill.waiting == 1)
    lane.add(Self.entry(2, over: 1))
    try await eventually("all is done") { worker.done.count == 3 }
    #expect(worker.batches.withLock { $0 } == [[0], [1, 2]])
  }

  @Test func whoIsBackBeforeTheBatchEndsIsNotWaitedForTwice() async throws {
    let worker = Worker()
    worker.isHeld.store(true, ordering: .relaxed)
    worker.budget.store(2, ordering: .relaxed)
    let lane = worker.lane(Self.patient)
    lane.add(Self.entry(0, over: 1))
    try await eventually("the first is begun") { worker.done == [0] }
    lane.add(Self.entry(1, over: 1))
    lane.add(Self.entry(2, over: 2))
    worker.budget.store(100, ordering: .relaxed)
    worker.isHeld.store(false, ordering: .relaxed)
    try await eventually("both are done, though nobody else comes") { worker.done == [0, 1, 2] }
  }

  /// A lane whose jobs are pieces: a batch gives way again and again until it is told to end.
  private final class Pieces: Sendable {
    /// Batches as they were begun and ended.
    let steps = Mutex<[String]>([])
    let ends = Mutex<Set<Int>>([])
    private let lane = Mutex<Lane<Int>?>(nil)

    func start() -> Lane<Int> {
      let new = Lane<Int>(name: "lane", plan: { BatchPlan(work: 10, time: .milliseconds(5)) }) {
        [self] jobs in
        steps.withLock { $0.append("+\(jobs)") }
        let lane = lane.withLock { $0 }
        while !jobs.allSatisfy({ job in ends.withLock { $0.contains(job) } }) {
          _ = lane?.giveWay()
          usleep(500)
        }
        steps.withLock { $0.append("-\(jobs)") }
      }
      lane.withLock { $0 = new }
      return new
    }

    /// They hold one another else.
    func forgetLane() { lane.withLock { $0 = nil } }

    func end(_ jobs: Int...) { ends.withLock { $0.formUnion(jobs) } }
    var log: [String] { steps.withLock { $0 } }
  }

  @Test func whatIsShortGoesBetweenThePiecesOfALongOne() async throws {
    let pieces = Pieces()
    let lane = pieces.start()
    defer { pieces.forgetLane() }
    lane.add(Self.entry(1, work: 400))
    try await eventually("the long one is begun") { pieces.log == ["+[1]"] }
    lane.add(Self.entry(2, work: 1_000_000_000))
    lane.add(Self.entry(3, of: 2, work: 100))
    try await eventually("a quarter of its work goes between") { pieces.log.last == "+[3]" }
    lane.add(Self.entry(4, of: 3, work: 9))
    try await eventually("and what is shorter still between its pieces") { pieces.log.last == "+[4]" }
    #expect(lane.fill == (waiting: 1, work: 1_000_000_000, running: 3))
    #expect(lane.remove(Ticket(number: 3), of: 2) == nil)
    for job in [4, 3, 1] {
      pieces.end(job)
      try await eventually("it is done") { pieces.log.contains("-[\(job)]") }
    }
    pieces.end(2)
    try await eventually("all is done") { lane.fill == (waiting: 0, work: 0, running: 0) }
    #expect(pieces.log == ["+[1]", "+[3]", "+[4]", "-[4]", "-[3]", "-[1]", "+[2]", "-[2]"])
  }

  @Test func aHeldConnectionWaitsUntilItIsReleased() async throws {
    let worker = Worker()
    let lane = worker.lane()
    lane.hold(ConnectionID(number: 1))
    lane.add(Self.entry(1, over: 1))
    lane.add(Self.entry(2, over: 2))
    try await eventually("the other's is done") { worker.done == [2] && lane.fill.running == 0 }
    #expect(lane.fill.waiting == 1)
    lane.release(ConnectionID(number: 1))
    try await eventually("its own is done") { worker.done == [2, 1] }
  }

  @Test func itsHeartBeatsWhenItIsAskedTo() async throws {
    let lane = Worker().lane()
    let before = lane.heart.count
    lane.beat()
    try await eventually("a beat") { lane.heart.count > before }
  }
}
