import EncodingsProtocol
import NIOPosix
import Testing

@testable import EncodingsServer

/// How much is taken on, and what comes of being asked for more.
@Suite struct LimitTests {
  @Test func aUserHasSoManyRequestsWaiting() async throws {
    try await Service.run({ $0.requestsPerUser = 2 }) { service in
      service.first.tell { $0.isHeld = true }
      let clients = [try service.connect(), try service.connect()]
      for client in clients { client.ask(1, "trace", #"{"text":"a"}"#) }
      try await eventually("both wait") { service.core.accounts.total.requests == 2 }
      clients[0].ask(2, "tokenize", #"{"text":"a"}"#)
      #expect(
        try clients[0].message()["error"].flatMap { RPCError($0) }
          == .quotaExceeded(quota: "requests", limit: 2))
      // What needs no work is always answered.
      clients[0].ask(3, "status")
      #expect(try clients[0].message()["result"] != nil)
      service.first.tell { $0.isHeld = false }
      for client in clients { #expect(try client.message()["result"] != nil) }
      clients[0].ask(4, "tokenize", #"{"text":"a"}"#)
      #expect(try clients[0].message()["result"] != nil)
    }
  }

  @Test func aUserHasSoManyTokensWaiting() async throws {
    try await Service.run({ $0.tokensPerUser = 10 }) { service in
      service.first.tell { $0.isHeld = true }
      let client = try service.connect()
      client.ask(1, "trace", #"{"text":"a b c d e"}"#)
      try await eventually("it waits") { service.core.accounts.total.tokens == 7 }
      client.ask(2, "trace", #"{"text":"a b"}"#)
      let message = try client.message()
      #expect(message["id"] == 2 && message["error"]?["data"]?["quota"] == "tokens")
      #expect(service.core.accounts.total.tokens == 7 && service.core.accounts.total.requests == 1)
      service.first.tell { $0.isHeld = false }
      #expect(try client.message()["id"] == 1)
    }
  }

  @Test func allTogetherHaveSoManyWaiting() async throws {
    try await Service.run({ $0.requests = 2 }) { service in
      service.first.tell { $0.isHeld = true }
      let client = try service.connect()
      for id in 1...3 { client.ask(id, "trace", #"{"text":"\#(id)"}"#) }
      let message = try client.message()
      #expect(message["id"] == 3 && message["error"]?["code"] == -32000)
      let pause = try #require(message["error"]?["data"]?["retryAfterMs"]?.wholeNumber)
      #expect((50...60_000).contains(pause))
    }
  }

  @Test(arguments: [0, 4]) func aUserHasSoManyConnections(_ lingerLimit: Int) async throws {
    try await Service.run({ $0.connectionsPerUser = 2 }, lingerLimit: lingerLimit) { service in
      let clients = [try service.connect(), try service.connect()]
      for client in clients {
        client.ask(1, "models")
        #expect(try client.message()["id"] == 1)
      }
      for _ in 0..<6 {
        let refused = try service.connect()
        let message = try refused.message()
        #expect(message["id"] == .null && message["error"]?["data"]?["quota"] == "connections")
        #expect(try refused.isAtEnd())
      }
      #expect(service.core.statistics.snapshot.refused == 6)
      clients[0].close()
      try await eventually("there is room") { service.core.accounts.total.connections == 1 }
      let next = try service.connect()
      next.ask(1, "models")
      #expect(try next.message()["id"] == 1)
    }
  }

  @Test func aRefusedConnectionIsToldThoughItHasAsked() async throws {
    try await Service.run({ $0.connections = 1 }) { service in
      let first = try service.connect()
      first.ask(1, "models")
      #expect(try first.message()["id"] == 1)
      let second = try service.connect()
      second.ask(1, "models")
      #expect(try second.code() == -32000)
      #expect(try second.isAtEnd())
    }
  }

  @Test func aConnectionThatAsksTooMuchAtOnceIsReadMoreSlowly() async throws {
    try await Service.run({ $0.requestsPerUser = 80 }, answerCacheBytes: 0) { service in
      let client = try service.connect()
      // All in one piece, which one read may bring.
      let frames = (1...2000).flatMap {
        frame(Array(#"{"jsonrpc":"2.0","id":\#($0),"method":"trace","params":{"text":"a","top":0}}"#.utf8))
      }
      #expect(client.send(frames))
      var answered: Set<Int> = []
      for _ in 1...2000 {
        let message = try client.message()
        #expect(message["result"] != nil, "\(message)")
        #expect(service.core.accounts.total.requests <= 64)
        if let id = message["id"]?.wholeNumber { answered.insert(id) }
      }
      #expect(answered == Set(1...2000))
    }
  }

  /// Frames that cost no account anything keep their loops busy for longer than the question takes, by far.
  @Test func floodsOfRefusedFramesKeepNobodyWaiting() async throws {
    let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    try await Service.run(group: loop) { service in
      let frames = (1...2500).flatMap { _ in frame([UInt8(ascii: "x")]) }
      var flood: [RawClient] = []
      for _ in 1...8 {
        let client = try service.connect()
        flood.append(client)
        #expect(client.send(frames))
      }
      let client = try service.connect()
      client.ask(1, "trace", #"{"text":"a"}"#)
      #expect(try client.message()["result"] != nil)
      let refused = { service.core.statistics.snapshot.outcomes["unknown"]?.values.reduce(0, +) ?? 0 }
      #expect(refused() < 8 * 2500 / 2)
      // None of them is forgotten for that.
      for client in flood {
        client.finishSending()
        for _ in 1...2500 { #expect(try client.body() != nil) }
        #expect(try client.isAtEnd())
        await Task.yield()
      }
      #expect(refused() == 8 * 2500)
    }
    try await loop.shutdownGracefully()
  }

  /// Nothing is under way in the middle of its batch, and the peer has sent its last.
  @Test func aBatchIsAnsweredThoughItsRequestIsCancelledInIt() async throws {
    try await Service.run { service in
      let client = try service.connect()
      service.first.tell { $0.isHeld = true }
      let early = (1...LoopTurns.early).flatMap { _ in frame([UInt8(ascii: "x")]) }
      let batch = #"""
        [{"jsonrpc":"2.0","id":1,"method":"trace","params":{"text":"a"}},
        {"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}},
        {"jsonrpc":"2.0","id":2,"method":"models"}]
        """#
      client.send(early + frame(Array(batch.utf8)))
      client.finishSending()
      for _ in 1...LoopTurns.early { #expect(try client.code() == -32700) }
      guard case .array(let answers) = try client.message() else {
        Issue.record("no array")
        return
      }
      #expect(answers.count == 2)
      service.first.tell { $0.isHeld = false }
      #expect(try client.isAtEnd())
    }
  }

  @Test func aBatchOfManyTurnsHasOneAnswer() async throws {
    try await Service.run { service in
      let client = try service.connect()
      let members = (1...99).map { id in
        switch id % 3 {
        case 0: "1"
        case 1: #"{"jsonrpc":"2.0","id":\#(id),"method":"models"}"#
        default: #"{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":0}}"#
        }
      }
      client.send(json: "[\(members.joined(separator: ","))]")
      client.ask(1000, "models")
      client.finishSending()
      var ids: [Int?] = []
      guard case .array(let answers) = try client.message() else {
        Issue.record("no array")
        return
      }
      for answer in answers { ids.append(answer["id"]?.wholeNumber) }
      #expect(answers.count == 66 && ids.compactMap { $0 } == (1...99).filter { $0 % 3 == 1 })
      #expect(try client.message()["id"] == 1000)
      #expect(try client.isAtEnd())
    }
  }

  /// A question about a text of so many words that has been asked before, and the length of its answer.
  private func answered(by service: Service, words: Int, top: Int) throws -> (question: String, length: Int) {
    let text = Array(repeating: "word", count: words).joined(separator: " ")
    let question = #"{"text":"\#(text)","top":\#(top)}"#
    let client = try service.connect()
    client.ask(1, "trace", question)
    return (question, try #require(try client.body()).count)
  }

  @Test func keptAnswersAreNotMadeForWhoDoesNotReadThem() async throws {
    try await Service.run({ $0.unreadBytes = 1 << 20 }, answerCacheBytes: 64 << 20) { service in
      let (question, length) = try answered(by: service, words: 30, top: 100)
      #expect(length > Core.immediateBytes)
      let client = try service.connect()
      for id in 1...150 { client.ask(id, "trace", question) }
      try await eventually("it is held") { service.core.accounts.total.unread > 1 << 20 }
      try await Task.sleep(for: .milliseconds(200))
      // No more were begun than may be under way at once.
      #expect(service.core.accounts.total.unread <= 65 * length)
      for id in 1...150 { #expect(try client.message()["id"]?.wholeNumber == id) }
      #expect(service.core.answers.status.hits == 150 && service.core.answers.status.misses == 1)
    }
  }

  @Test func answersThatWaitForTheRestOfTheirBatchCount() async throws {
    try await Service.run({ $0.unreadBytesPerUser = 1 << 20 }, answerCacheBytes: 64 << 20) { service in
      let (question, length) = try answered(by: service, words: 400, top: 20)
      let client = try service.connect()
      service.first.tell { $0.isHeld = true }
      let members =
        [#"{"jsonrpc":"2.0","id":0,"method":"trace","params":{"text":"held"}}"#]
        + (1...4).map { #"{"jsonrpc":"2.0","id":\#($0),"method":"trace","params":\#(question)}"# }
      client.send(json: "[\(members.joined(separator: ","))]")
      try await eventually("it is computed") { service.first.passes.count == 2 }
      service.first.tell { $0.isHeld = false }
      guard case .array(let answers) = try client.message() else {
        Issue.record("no array")
        return
      }
      let given = answers.count { $0["result"] != nil }
      #expect(answers.count == 5 && given == 1 + (1 << 20) / length)
      #expect(
        answers.allSatisfy {
          $0["result"] != nil || $0["error"]?["data"]?["quota"] == "bytes of unread answers"
        })
      try await eventually("it is read") { service.core.accounts.total.unread == 0 }
      // A batch that its client leaves behind is forgotten.
      service.first.tell { $0.isHeld = true }
      client.send(json: "[\(members.joined(separator: ",").replacing("held", with: "held again"))]")
      try await eventually("it is computed") { service.first.passes.count == 3 }
      client.close()
      service.first.tell { $0.isHeld = false }
      try await eventually("nothing is counted") { service.core.accounts.total.isEmpty }
    }
  }

  @Test func oneUsersModelDoesNotKeepTheOtherWaiting() async throws {
    try await Service.run { service in
      service.first.tell { $0.isHeld = true }
      let client = try service.connect()
      client.ask(1, "trace", #"{"text":"held"}"#)
      try await eventually("it is computed") { service.first.passes.count == 1 }
      for id in 2...20 { client.ask(id, "trace", #"{"text":"\#(id)"}"#) }
      try await eventually("the rest waits") { service.core.compute.fill.waiting == 19 }
      // Another user, whose question is about the other model and comes last.
      async let answer = service.askInProcess("trace", .object(["text": "other", "model": "second"]))
      try await eventually("it waits too") { service.core.compute.fill.waiting == 20 }
      service.core.measured(work: 1, took: .seconds(1))
      service.first.tell { $0.isHeld = false }
      #expect(try await answer.get()["model"]?["name"] == "second")
      for _ in 1...20 { #expect(try client.message()["result"] != nil) }
    }
  }
}
