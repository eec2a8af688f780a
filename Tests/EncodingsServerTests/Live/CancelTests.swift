import EncodingsProtocol
import NIOCore
import Testing

@testable import EncodingsServer

/// Requests that are given up, and what is told about those that are not.
@Suite struct CancelTests {
  private static func cancel(_ id: Int, _ client: RawClient) {
    client.send(json: #"{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":\#(id)}}"#)
  }

  @Test func whatIsComputedIsAnsweredOnceAndStops() async throws {
    try await Service.run { service in
      service.first.tell { $0.isHeld = true }
      let client = try service.connect()
      client.ask(1, "trace", #"{"text":"a"}"#)
      try await eventually("it is computed") { service.first.passes == [["a"]] }
      for _ in 0..<3 { Self.cancel(1, client) }
      #expect(try client.code() == -32800)
      // The model, still held, ends its pass because nobody waits for it.
      try await eventually("the pass ends") { service.core.compute.fill.running == 0 }
      Self.cancel(1, client)
      client.ask(2, "models")
      #expect(try client.message()["id"] == 2)
      #expect(service.core.accounts.total.requests == 0 && service.core.accounts.total.tokens == 0)
    }
  }

  @Test func anAnswerThatComesAfterwardsIsNotSent() async throws {
    try await Service.run { service in
      service.first.tell {
        $0.isHeld = true
        $0.noticesCancelling = false
      }
      let client = try service.connect()
      client.ask(1, "trace", #"{"text":"a"}"#)
      try await eventually("it is computed") { service.first.passes.count == 1 }
      Self.cancel(1, client)
      #expect(try client.code() == -32800)
      // The id is free again, though the first request is still computed.
      client.ask(1, "trace", #"{"text":"b"}"#)
      service.first.tell { $0.isHeld = false }
      let message = try client.message()
      #expect(message["id"] == 1 && message["result"]?["tokens"] != nil)
      client.ask(2, "models")
      #expect(try client.message()["id"] == 2)
    }
  }

  @Test func whatWaitsIsNeverComputed() async throws {
    try await Service.run { service in
      service.first.tell { $0.isHeld = true }
      let client = try service.connect()
      client.ask(0, "trace", #"{"text":"a"}"#)
      try await eventually("it is computed") { service.first.passes.count == 1 }
      client.ask(1, "trace", #"{"text":"b"}"#)
      client.ask(2, "trace", #"{"text":"c"}"#)
      try await eventually("two wait") { service.core.compute.fill.waiting == 2 }
      Self.cancel(1, client)
      let message = try client.message()
      #expect(message["id"] == 1 && message["error"]?["code"] == -32800)
      service.first.tell { $0.isHeld = false }
      #expect(Set([try client.message()["id"], try client.message()["id"]]) == [0, 2])
      #expect(service.first.passes == [["a"], ["c"]])
    }
  }

  @Test func oneOfABatchIsToldInTheBatch() async throws {
    try await Service.run { service in
      service.first.tell { $0.isHeld = true }
      let client = try service.connect()
      client.send(
        json: """
          [{"jsonrpc":"2.0","id":1,"method":"trace","params":{"text":"a"}},
           {"jsonrpc":"2.0","id":2,"method":"trace","params":{"text":"b"}}]
          """)
      try await eventually("both are there") { service.core.accounts.total.requests == 2 }
      Self.cancel(2, client)
      try await eventually("one is given up") { service.core.accounts.total.requests == 1 }
      service.first.tell { $0.isHeld = false }
      guard case .array(let answers) = try client.message() else {
        return #expect(Bool(false), "the answer to a batch is no array")
      }
      #expect(answers.first { $0["id"] == 1 }?["result"] != nil)
      #expect(answers.first { $0["id"] == 2 }?["error"]?["code"] == -32800)
    }
  }

  @Test func anothersRequestOfTheSameIdIsNotTouched() async throws {
    try await Service.run { service in
      service.first.tell { $0.isHeld = true }
      let (mine, others) = (try service.connect(), try service.connect())
      others.ask(1, "trace", #"{"text":"a"}"#)
      try await eventually("it is computed") { service.first.passes.count == 1 }
      Self.cancel(1, mine)
      mine.ask(2, "models")
      #expect(try mine.message()["id"] == 2)
      service.first.tell { $0.isHeld = false }
      #expect(try others.message()["result"] != nil)
    }
  }

  @Test func progressIsToldUnderItsTokenAtMostTwentyTimesASecond() async throws {
    let clock = ManualClock()
    try await Service.run(clock: { clock.now }) { service in
      service.first.tell {
        $0.fractions.before = [0.1, 0.2, 0.3, 0.4, 0.5]
        // Fractions 25 ms apart: every other one is told.
        $0.beforeFraction = { clock.advance(.milliseconds(25)) }
      }
      let client = try service.connect()
      client.ask(1, "trace", #"{"text":"a","progressToken":"t"}"#)
      for fraction in [0.2, 0.4] {
        let message = try client.message()
        #expect(message["method"] == "$/progress" && message["id"] == nil)
        #expect(message["params"]?["token"] == "t")
        #expect(message["params"]?["value"]?["fraction"] == .number(fraction))
      }
      #expect(try client.message()["id"] == 1)
      client.ask(2, "trace", #"{"text":"b"}"#)
      #expect(try client.message()["id"] == 2)
    }
  }

  @Test func noProgressIsToldAfterTheAnswer() async throws {
    let clock = ManualClock()
    try await Service.run(clock: { clock.now }) { service in
      service.first.tell {
        $0.isHeld = true
        $0.noticesCancelling = false
        $0.fractions = (before: [0.25], after: [0.75])
        $0.beforeFraction = { clock.advance(.seconds(1)) }
      }
      let client = try service.connect()
      client.ask(1, "trace", #"{"text":"a","progressToken":7}"#)
      #expect(try client.message()["params"]?["value"]?["fraction"] == .number(0.25))
      Self.cancel(1, client)
      #expect(try client.code() == -32800)
      service.first.tell { $0.isHeld = false }
      try await eventually("the pass ends") { service.core.compute.fill.running == 0 }
      client.ask(2, "models")
      #expect(try client.message()["id"] == 2)
    }
  }
}
