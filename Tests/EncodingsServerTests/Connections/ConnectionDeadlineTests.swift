import EncodingsProtocol
import NIOCore
import TestSupport
import Testing

@testable import EncodingsServer

/// What happens when a peer lets time pass, under a clock that only the test moves.
@Suite struct ConnectionDeadlineTests {
  private static let late = ConnectionLife.Action.refuse(.frameDeadline(seconds: 10))

  @Test func aFrameIsGivenTimeFromItsFirstByteHoweverItDrips() {
    var driver = LifeDriver()
    let bytes = frame(Array("12345678901234567890".utf8))
    let start = driver.now
    for byte in bytes.prefix(9) {
      #expect(driver.receive([byte]).isEmpty)
      #expect(driver.life.nextDeadline == start + .seconds(10))
      driver.wait(.seconds(1))
      #expect(driver.tick().isEmpty)
    }
    driver.wait(.seconds(1))
    #expect(driver.tick() == [Self.late, .finishSending])
    #expect(driver.receive(bytes).isEmpty)
  }

  @Test func eachFrameHasItsOwnTime() {
    var driver = LifeDriver()
    let bytes = frame([1, 2])
    _ = driver.receive(bytes.prefix(3))
    driver.wait(.seconds(9))
    // The end of one and the beginning of the next come together.
    #expect(driver.receive(bytes.dropFirst(3) + bytes.prefix(2)) == [.deliver([1, 2])])
    #expect(driver.life.nextDeadline == driver.now + .seconds(10))
    driver.wait(.seconds(9))
    #expect(driver.tick().isEmpty)
    #expect(driver.receive(bytes.dropFirst(2)) == [.deliver([1, 2])])
    #expect(driver.life.nextDeadline == nil)
  }

  @Test func aFrameThatWeDoNotReadIsNotLate() {
    var driver = LifeDriver { $0.requestsPerConnection = 1 }
    _ = driver.receive([0])
    #expect(driver.began() == [.pauseReading])
    for _ in 0..<5 {
      driver.wait(.seconds(10))
      #expect(driver.tick().isEmpty)
    }
    driver.wait(.seconds(9))
    // Its rest may have waited for us all the while: it gets its time from now on.
    #expect(driver.finished() == [.resumeReading])
    #expect(driver.life.nextDeadline == driver.now + .seconds(10))
    driver.wait(.seconds(9))
    #expect(driver.tick().isEmpty)
    driver.wait(.seconds(1))
    #expect(driver.tick() == [Self.late, .finishSending])
  }

  @Test func aPeerMustReadSomethingInTime() {
    var driver = LifeDriver()
    _ = driver.queue(100)
    driver.wait(.seconds(29))
    _ = driver.queue(100)
    #expect(driver.life.nextDeadline == driver.now + .seconds(1))
    #expect(driver.flush(1).isEmpty)
    #expect(driver.life.nextDeadline == driver.now + .seconds(30))
    driver.wait(.seconds(30))
    #expect(driver.tick() == [.close])
    #expect(driver.tick().isEmpty)
    #expect(driver.life.nextDeadline == nil)
  }

  @Test func nothingUnreadNeedsNoReading() {
    var driver = LifeDriver()
    _ = driver.queue(100)
    _ = driver.flush(100)
    #expect(driver.life.nextDeadline == nil)
    driver.wait(.seconds(3600))
    #expect(driver.tick().isEmpty)
  }

  @Test func silenceIsAllowedForEverUnlessItIsLimited() {
    var driver = LifeDriver()
    #expect(driver.life.nextDeadline == nil)
    driver.wait(.hours(24 * 365))
    #expect(driver.tick().isEmpty)
  }

  @Test func silenceEndsAnIdleConnection() {
    var driver = LifeDriver { $0.idleSeconds = 60 }
    driver.wait(.seconds(59))
    #expect(driver.tick().isEmpty)
    #expect(driver.receive(frame([1])) == [.deliver([1])])
    #expect(driver.life.nextDeadline == driver.now + .seconds(60))
    driver.wait(.seconds(60))
    #expect(driver.tick() == [.close])
  }

  @Test func aConnectionWithSomethingUnderWayIsNotIdle() {
    var driver = LifeDriver { $0.idleSeconds = 5 }
    _ = driver.began()
    #expect(driver.life.nextDeadline == nil)
    driver.wait(.seconds(100))
    #expect(driver.tick().isEmpty)
    _ = driver.queue(10)
    _ = driver.finished()
    #expect(driver.life.nextDeadline == driver.now + .seconds(30))
    _ = driver.flush(10)
    _ = driver.receive([0])
    #expect(driver.life.nextDeadline == driver.now + .seconds(10))
    _ = driver.receive([0, 0, 1, 1])
    #expect(driver.life.nextDeadline == driver.now + .seconds(5))
  }

  /// Whatever happens in whatever order, pauses and holds alternate, nothing is delivered once the connection is
  /// refused or at its end, and it closes once.
  @Test(arguments: UInt64(0)..<60) func orderNeverConfusesIt(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var driver = LifeDriver {
      $0.requestsPerConnection = 4
      $0.unreadBytes = 1000
      $0.idleSeconds = seed.isMultiple(of: 2) ? 0 : 20
    }
    var inFlight = 0
    var unread = 0
    var record = LifeRecord()
    for _ in 0..<400 {
      let wasOpen = driver.life.isOpen
      var actions: [ConnectionLife.Action] = []
      switch Int.random(in: 0..<20, using: &random) {
      case 0..<4: actions = driver.receive(frame([7]), begins: true)
      case 4:
        let frames = Array(repeating: frame([7]), count: 6).flatMap { $0 }
        actions = driver.receive(
          frames.prefix(Int.random(in: 1...frames.count, using: &random)), begins: true)
      case 5:
        let part = frame([7]).prefix(Int.random(in: 1...4, using: &random))
        actions = driver.receive(part, begins: true)
      case 6..<8:
        let bytes = Int.random(in: 1...600, using: &random)
        unread += bytes
        actions = driver.queue(bytes)
      case 8..<12 where unread > 0:
        let bytes = Int.random(in: 1...unread, using: &random)
        unread -= bytes
        actions = driver.flush(bytes)
      case 12..<16 where inFlight > 0:
        inFlight -= 1
        actions = driver.finished()
      case 16: if Int.random(in: 0..<20, using: &random) == 0 { actions = driver.life.endOfStream() }
      default:
        driver.wait(.seconds(Int64.random(in: 0...4, using: &random)))
        actions = driver.tick()
      }
      actions += driver.take(begins: true)
      record.add(actions, wasOpen: wasOpen)
      for case .deliver in actions { inFlight += 1 }
      // Between three quarters of the limit and the limit it stays as it was.
      #expect(record.isPaused == (inFlight >= 4 || unread > 1000) || inFlight == 3)
      #expect(record.isHeld == (unread > 1000))
    }
  }
}

/// What a life has told its owner to do, checked as it comes.
private struct LifeRecord {
  private(set) var isPaused = false
  private(set) var isHeld = false
  private var isClosed = false

  mutating func add(_ actions: [ConnectionLife.Action], wasOpen: Bool) {
    for action in actions {
      switch action {
      case .deliver, .refuse, .finishSending: #expect(wasOpen && !isClosed)
      case .pauseReading, .resumeReading:
        #expect(isPaused == (action == .resumeReading))
        isPaused.toggle()
      case .holdWork, .releaseWork:
        #expect(isHeld == (action == .releaseWork))
        isHeld.toggle()
      case .close:
        #expect(!isClosed)
        isClosed = true
      }
    }
  }
}
