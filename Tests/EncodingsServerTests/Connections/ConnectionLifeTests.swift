import EncodingsProtocol
import NIOCore
import TestSupport
import Testing

@testable import EncodingsServer

/// How a stream of bytes becomes frames, whatever pieces it comes in.
@Suite struct ConnectionFrameTests {
  private static let bodies = ["{}", "[1,2]", String(repeating: "é", count: 100)].map { Array($0.utf8) }
  private static let stream = bodies.flatMap(frame)

  @Test func comeByteByByte() {
    var driver = LifeDriver()
    let actions = Self.stream.flatMap { driver.receive([$0]) }
    #expect(actions == Self.bodies.map { .deliver($0) })
  }

  @Test func comeSplitAnywhere() {
    for cut in 0...Self.stream.count {
      var driver = LifeDriver()
      let actions = driver.receive(Self.stream.prefix(cut)) + driver.receive(Self.stream.dropFirst(cut))
      #expect(actions == Self.bodies.map { .deliver($0) }, "cut at \(cut)")
    }
  }

  @Test(arguments: UInt64(0)..<20) func comeInPiecesOfAnySize(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var driver = LifeDriver()
    var rest = Array(repeating: Self.stream, count: 5).flatMap { $0 }[...]
    var actions: [ConnectionLife.Action] = []
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 1...300, using: &random))
      actions += driver.receive(piece)
      rest = rest.dropFirst(piece.count)
    }
    #expect(actions == Array(repeating: Self.bodies, count: 5).flatMap { $0 }.map { .deliver($0) })
  }

  @Test func waitBehindOneThatIsBeingRead() {
    var driver = LifeDriver { $0.idleSeconds = 60 }
    #expect(driver.receive(frame(Self.bodies[0])) == [.deliver(Self.bodies[0])])
    #expect(driver.parsing(true) == [.pauseReading])
    #expect(driver.receive(frame(Self.bodies[1])).isEmpty)
    // What is being read may ask for something: its connection is not at its end, and not idle.
    driver.wait(.hours(24))
    #expect(driver.tick().isEmpty && driver.life.endOfStream().isEmpty)
    #expect(driver.began().isEmpty)
    #expect(driver.parsing(false) == [.resumeReading])
    #expect(driver.take() == [.deliver(Self.bodies[1])])
    #expect(driver.finished() == [.close])
  }

  @Test func ofTheLongestLengthAreTaken() {
    var driver = LifeDriver { $0.requestBytes = 5 }
    #expect(driver.receive(frame(Array("12345".utf8))) == [.deliver(Array("12345".utf8))])
    let refused = driver.receive(frame(Array("123456".utf8)))
    #expect(refused == [.refuse(.frame(.tooLong(length: 6, limit: 5))), .finishSending])
  }

  @Test(
    arguments: [
      ([0, 0, 0, 0], FrameError.empty),
      ([0, 0x10, 0, 1], FrameError.tooLong(length: (1 << 20) + 1, limit: 1 << 20)),
      ([0xFF, 0xFF, 0xFF, 0xFF], FrameError.tooLong(length: 0xFFFF_FFFF, limit: 1 << 20)),
    ] as [([UInt8], FrameError)])
  func ofABadLengthAreRefusedBehindTheGoodOnes(_ header: [UInt8], _ error: FrameError) {
    var driver = LifeDriver()
    let actions = driver.receive(Self.stream + header + Self.stream)
    // None of them had anything to wait for.
    #expect(actions == Self.bodies.map { .deliver($0) } + [.refuse(.frame(error)), .finishSending])
    #expect(driver.receive(Self.stream).isEmpty)
  }
}

/// How a connection that was refused ends.
@Suite struct ConnectionRefusalTests {
  @Test func lingersUntilThePeerHadTimeToRead() {
    var driver = LifeDriver()
    #expect(driver.receive([0, 0, 0, 0]) == [.refuse(.frame(.empty)), .finishSending])
    #expect(driver.life.isLingering && !driver.life.isOpen)
    #expect(driver.life.nextDeadline == driver.now + ConnectionLife.lingerTime)
    driver.wait(.milliseconds(999))
    #expect(driver.tick().isEmpty)
    driver.wait(.milliseconds(1))
    #expect(driver.tick() == [.close])
    #expect(driver.life.nextDeadline == nil)
  }

  @Test func endsAtOnceWhenThePeerHasRead() {
    var driver = LifeDriver()
    _ = driver.receive([0, 0, 0, 0])
    #expect(driver.life.endOfStream() == [.close])
    #expect(driver.life.endOfStream().isEmpty)
  }

  @Test func waitsForTheAnswersOfWhatWasAccepted() {
    var driver = LifeDriver()
    _ = driver.began()
    #expect(driver.receive([0, 0, 0, 0]) == [.refuse(.frame(.empty))])
    #expect(!driver.life.isOpen && !driver.life.isLingering)
    #expect(driver.queue(40).isEmpty)
    #expect(driver.queue(100).isEmpty)
    #expect(driver.finished().isEmpty)
    #expect(driver.flush(40).isEmpty)
    #expect(driver.flush(100) == [.close])
  }

  @Test func waitsForAnswersThatAreNotReadYet() {
    var driver = LifeDriver()
    _ = driver.began()
    _ = driver.queue(100)
    #expect(driver.finished().isEmpty)
    #expect(driver.receive([0, 0, 0, 0]) == [.refuse(.frame(.empty))])
    driver.wait(.seconds(5))
    #expect(driver.tick().isEmpty)
    #expect(driver.flush(100) == [.close])
  }

  @Test func isNotWaitedForWhereThereIsNoRoom() {
    var driver = LifeDriver()
    let actions = driver.life.refuse(.shuttingDown, lingers: false, now: driver.now)
    #expect(actions == [.refuse(.shuttingDown), .close])
    #expect(driver.receive(frame([1])).isEmpty)
    #expect(driver.life.refuse(.shuttingDown, now: driver.now).isEmpty)
  }
}

/// What a connection does about a peer that asks more than it reads.
@Suite struct ConnectionPressureTests {
  @Test func readingStopsAtTheLimitAndGoesOnBelowIt() {
    var driver = LifeDriver { $0.requestsPerConnection = 8 }
    for _ in 1..<8 { #expect(driver.began().isEmpty) }
    #expect(driver.began() == [.pauseReading])
    #expect(driver.began().isEmpty)
    for _ in 0..<3 { #expect(driver.finished().isEmpty) }
    #expect(driver.finished() == [.resumeReading])
    #expect(driver.finished().isEmpty)
  }

  @Test func framesThatCameTogetherAreBegunUpToTheLimit() {
    var driver = LifeDriver { $0.requestsPerConnection = 8 }
    let bodies = (UInt8(0)..<20).map { [$0] }
    let first = driver.receive(bodies.flatMap(frame), begins: true)
    #expect(first == bodies[..<8].map { .deliver($0) } + [.pauseReading])
    #expect(driver.take(begins: true).isEmpty)
    var begun = 8
    var answered = 0
    while answered < 20 {
      answered += 1
      let actions = driver.finished()
      let more = driver.take(begins: true)
      #expect(more.isEmpty || actions == [.resumeReading])
      for case .deliver(let body) in more {
        #expect(body == bodies[begun])
        begun += 1
      }
      #expect(begun - answered <= 8)
    }
    #expect(begun == 20)
  }

  @Test func framesThatWaitAreBegunThoughThePeerSendsNothingMore() {
    var driver = LifeDriver { $0.requestsPerConnection = 1 }
    let bad = Array(repeating: UInt8(0xFF), count: 4)
    #expect(driver.receive(frame([1]) + frame([2]) + bad, begins: true) == [.deliver([1]), .pauseReading])
    #expect(driver.life.endOfStream().isEmpty)
    #expect(driver.finished() == [.resumeReading])
    #expect(driver.take(begins: true) == [.deliver([2]), .pauseReading])
    #expect(driver.finished() == [.resumeReading])
    let error = RPCError.frame(.tooLong(length: 0xFFFF_FFFF, limit: 1 << 20))
    #expect(driver.take() == [.refuse(error)])
    #expect(driver.queue(100).isEmpty)
    #expect(driver.flush(100) == [.close])
  }

  @Test func aLimitOfOneAnswersOneAfterAnother() {
    var driver = LifeDriver { $0.requestsPerConnection = 1 }
    for _ in 0..<3 {
      #expect(driver.began() == [.pauseReading])
      #expect(driver.finished() == [.resumeReading])
    }
  }

  @Test func nothingIsReadOrComputedForWhoDoesNotRead() {
    var driver = LifeDriver { $0.unreadBytes = 1000 }
    #expect(driver.queue(1000).isEmpty)
    #expect(driver.queue(1) == [.holdWork, .pauseReading])
    #expect(driver.queue(500).isEmpty)
    #expect(driver.flush(500).isEmpty)
    #expect(driver.flush(1) == [.releaseWork, .resumeReading])
    #expect(driver.flush(1000).isEmpty)
  }

  @Test func nothingIsReadForWhoWaitsForATurn() {
    var driver = LifeDriver()
    #expect(driver.waiting(true) == [.pauseReading])
    #expect(!driver.life.hasNext)
    #expect(driver.receive(frame([1])).isEmpty)
    // What has come has not been begun: the connection is not done.
    #expect(driver.life.endOfStream().isEmpty)
    #expect(driver.waiting(false) == [.resumeReading])
    #expect(driver.life.hasNext)
    #expect(driver.take() == [.deliver([1]), .close])
  }

  @Test func bothReasonsMustBeGoneBeforeReadingGoesOn() {
    var driver = LifeDriver {
      $0.unreadBytes = 10
      $0.requestsPerConnection = 1
    }
    #expect(driver.began() == [.pauseReading])
    #expect(driver.queue(11) == [.holdWork])
    #expect(driver.finished().isEmpty)
    #expect(driver.flush(11) == [.releaseWork, .resumeReading])
  }
}

/// How a connection ends whose peer sends nothing more.
@Suite struct ConnectionDrainingTests {
  @Test func isImmediateWithNothingUnderWay() {
    var driver = LifeDriver()
    #expect(driver.life.endOfStream() == [.close])
    #expect(driver.receive(frame([1])).isEmpty)
  }

  @Test func waitsUntilTheLastAnswerIsOut() {
    var driver = LifeDriver()
    for _ in 0..<2 { _ = driver.began() }
    #expect(driver.life.endOfStream().isEmpty)
    #expect(driver.life.endOfStream().isEmpty)
    _ = driver.queue(10)
    #expect(driver.finished().isEmpty)
    #expect(driver.flush(10).isEmpty)
    _ = driver.queue(10)
    #expect(driver.finished().isEmpty)
    #expect(driver.flush(4).isEmpty)
    #expect(driver.flush(6) == [.close])
  }

  @Test func forgetsAFrameThatWillNeverBeWhole() {
    var driver = LifeDriver()
    _ = driver.began()
    _ = driver.receive([0, 0])
    #expect(driver.life.endOfStream().isEmpty)
    driver.wait(.seconds(3600))
    #expect(driver.tick().isEmpty)
    #expect(driver.finished() == [.close])
  }
}
