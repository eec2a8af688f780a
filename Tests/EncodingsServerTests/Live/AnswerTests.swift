import EncodingsProtocol
import Testing
import Tracing

@testable import EncodingsServer

/// Answers that are given again, and answers that must not be given.
@Suite struct AnswerTests {
  /// A result's bytes up to its timing.
  private static func withoutTiming(_ body: [UInt8]?) throws -> String {
    let text = String(decoding: try #require(body), as: UTF8.self)
    let timing = try #require(text.ranges(of: #","timing":{"#).last)
    return String(text[..<timing.lowerBound])
  }

  private static let question = #"{"text":"time flies","position":1}"#

  @Test func theSameQuestionGetsTheSameBytesWithoutAnotherPass() async throws {
    try await Service.run { service in
      let client = try service.connect()
      var bodies: Set<String> = []
      for _ in 0..<3 {
        client.ask(1, "trace", Self.question)
        bodies.insert(try Self.withoutTiming(client.body()))
      }
      #expect(bodies.count == 1)
      #expect(service.first.passes == [["time flies"]])
      #expect(service.core.answers.status.hits == 2 && service.core.answers.status.misses == 1)
      // Another order of the same params is the same question.
      client.ask(1, "trace", #"{"position":1,"top":15,"text":"time \u0066lies"}"#)
      bodies.insert(try Self.withoutTiming(client.body()))
      #expect(bodies.count == 1 && service.first.passes.count == 1)
      // The other model is asked itself.
      client.ask(1, "trace", #"{"text":"time flies","position":1,"model":"second"}"#)
      bodies.insert(try Self.withoutTiming(client.body()))
      #expect(bodies.count == 2 && service.second.passes.count == 1)
    }
  }

  @Test func whatIsAskedAgainMeanwhileIsComputedOnce() async throws {
    try await Service.run { service in
      service.first.tell { $0.isHeld = true }
      let client = try service.connect()
      client.ask(1, "trace", Self.question)
      try await eventually("it is computed") { service.first.passes.count == 1 }
      client.ask(2, "trace", Self.question)
      try await eventually("it waits") { service.core.compute.fill.waiting == 1 }
      service.first.tell { $0.isHeld = false }
      for _ in 0..<2 { #expect(try client.message()["result"] != nil) }
      #expect(service.first.passes.count == 1)
      #expect(service.core.answers.status.hits == 1 && service.core.answers.status.misses == 1)
    }
  }

  @Test func textsThatOnlyLookAlikeAreComputedEach() async throws {
    try await Service.run { service in
      let client = try service.connect()
      client.ask(1, "trace", #"{"text":"\u00e9"}"#)
      client.ask(2, "trace", #"{"text":"e\u0301"}"#)
      let composed = try client.message()
      let decomposed = try client.message()
      #expect(service.first.passes.joined().count == 2)
      #expect(composed["result"]?["tokens"] != decomposed["result"]?["tokens"])
    }
  }

  @Test func nothingIsKeptWithoutRoom() async throws {
    try await Service.run(answerCacheBytes: 0) { service in
      for _ in 0..<2 { _ = try service.askOverSocket("trace", .object(["text": "a"])).get() }
      #expect(service.first.passes.count == 2)
    }
  }

  @Test func aTextThatIsKnownCountsAsTheWorkItIs() async throws {
    try await Service.run { service in
      let client = try service.connect()
      service.first.tell { $0.isHeld = true }
      client.ask(1, "trace", #"{"text":"held"}"#)
      try await eventually("it is computed") { service.first.passes.count == 1 }
      client.ask(2, "trace", #"{"text":"a b c d","position":1}"#)
      try await eventually("it waits") { service.core.compute.fill.waiting == 1 }
      let run = service.core.compute.fill.work
      service.first.tell { $0.knowsAll = true }
      client.ask(3, "trace", #"{"text":"a b c d","position":2}"#)
      try await eventually("both wait") { service.core.compute.fill.waiting == 2 }
      // Six tokens, the two special ones counted, through three layers of width 8.
      let forward = 6 * 3 * 24 * 8 * 8 / 1000
      #expect(run > forward && service.core.compute.fill.work == run + run - forward)
      service.first.tell { $0.isHeld = false }
      for _ in 1...3 { #expect(try client.message()["result"] != nil) }
    }
  }

  @Test func damageFoundInAPassSpoilsAllOfItAndEverythingAfter() async throws {
    try await Service.run { service in
      let client = try service.connect()
      client.ask(0, "trace", #"{"text":"before"}"#)
      #expect(try client.message()["result"] != nil)
      service.core.measured(work: 1 << 40, took: .milliseconds(1))
      service.first.tell {
        $0.failures["bad"] = .damaged(Damage(file: nil, reason: "a number is not finite"))
        $0.isHeld = true
      }
      client.ask(1, "trace", #"{"text":"held"}"#)
      try await eventually("it is computed") { service.first.passes.count == 2 }
      client.ask(2, "trace", #"{"text":"good"}"#)
      client.ask(3, "trace", #"{"text":"bad"}"#)
      client.ask(4, "trace", #"{"text":"better"}"#)
      try await eventually("they wait") { service.core.compute.fill.waiting == 3 }
      service.first.tell { $0.isHeld = false }
      var codes: [Int: Int] = [:]
      for _ in 1...4 {
        let message = try client.message()
        codes[message["id"]?.wholeNumber ?? -1] = message["error"]?["code"]?.wholeNumber ?? 0
      }
      #expect(service.first.passes.last == ["good", "bad", "better"])
      #expect(codes == [1: 0, 2: -32005, 3: -32005, 4: -32005])
      // Not even what was computed before is given any more.
      client.ask(5, "trace", #"{"text":"before"}"#)
      #expect(try client.code() == -32005)
      client.ask(6, "tokenize", #"{"text":"before"}"#)
      #expect(try client.code() == -32005)
      #expect(service.first.passes.count == 3)
      #expect(service.core.catalog.descriptions.map(\.state) == [.damaged, .ready])
      #expect(service.core.catalog.descriptions[0].reason == "a number is not finite")
      client.ask(7, "trace", #"{"text":"before","model":"second"}"#)
      #expect(try client.message()["result"] != nil)
    }
  }

  @Test func oneQuestionsFailureIsItsOwn() async throws {
    try await Service.run { service in
      service.first.tell {
        $0.failures["bad"] = .layerOutOfRange(layer: 9, count: 3)
        $0.isHeld = true
      }
      let client = try service.connect()
      client.ask(0, "trace", #"{"text":"held"}"#)
      try await eventually("it is computed") { service.first.passes.count == 1 }
      client.ask(1, "trace", #"{"text":"good"}"#)
      client.ask(2, "trace", #"{"text":"bad"}"#)
      try await eventually("they wait") { service.core.compute.fill.waiting == 2 }
      service.first.tell { $0.isHeld = false }
      var codes: [Int: Int] = [:]
      for _ in 0..<3 {
        let message = try client.message()
        codes[message["id"]?.wholeNumber ?? -1] = message["error"]?["code"]?.wholeNumber ?? 0
      }
      #expect(codes == [0: 0, 1: 0, 2: -32602])
    }
  }
}
