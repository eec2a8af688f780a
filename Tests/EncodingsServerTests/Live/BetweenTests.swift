import EncodingsProtocol
import NIOCore
import Synchronization
import Testing
import Tracing

@testable import EncodingsServer

/// Short questions beside a long one that is being computed.
@Suite struct BetweenTests {
  private static let long = Array(repeating: "word", count: 60).joined(separator: " ")

  /// A service whose first model is at a long question, asked with id 1, which has more pieces until another has been
  /// answered, or the test is over.
  private static func run(_ test: (Service, _ asker: RawClient, _ began: NIODeadline) async throws -> Void)
    async throws
  {
    try await Service.run({ $0.batchMilliseconds = 1 }) { service in
      let flag = Flag()
      service.first.tell {
        $0.hasMorePieces = { [first = service.first, second = service.second, core = service.core] in
          let isAlone = first.passes.count + second.passes.count == 1
          return !flag.isSet && (isAlone || core.compute.fill.running > 1)
        }
      }
      defer { flag.set() }
      let began = service.core.clock()
      let asker = try service.connect()
      asker.ask(1, "trace", #"{"text":"\#(long)"}"#)
      try await eventually("the long one is computed") { service.first.passes.count == 1 }
      service.first.tell { $0.hasMorePieces = { false } }
      try await test(service, asker, began)
    }
  }

  private static func askShort(_ service: Service) throws -> RawClient {
    let client = try service.connect()
    client.ask(2, "trace", #"{"text":"a","position":1,"model":"second"}"#)
    return client
  }

  @Test func areAnsweredBeforeItsEnd() async throws {
    try await Self.run { service, asker, began in
      service.second.tell { $0.isHeld = true }
      let other = try Self.askShort(service)
      try await eventually("it is computed, too") { service.second.passes == [["a"]] }
      #expect(service.core.compute.fill.running == 2)
      try await Task.sleep(for: .milliseconds(100))
      service.second.tell { $0.isHeld = false }
      #expect(try other.message()["result"] != nil)
      let result = try #require(asker.message()["result"])
      // What it stood back for is waiting, not computing.
      let queued = try #require(Self.number(result["timing"]?["queuedMs"]))
      let computed = try #require(Self.number(result["timing"]?["computeMs"]))
      let took = (service.core.clock() - began).milliseconds
      #expect(queued >= 100 && computed > 0)
      #expect(queued + computed <= took && computed <= took - 100)
    }
  }

  @Test func areAnsweredIfItIsGivenUpMeanwhile() async throws {
    try await Self.run { service, asker, _ in
      service.second.tell { $0.isHeld = true }
      let other = try Self.askShort(service)
      try await eventually("it is computed, too") { service.second.passes == [["a"]] }
      asker.send(json: #"{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}"#)
      #expect(try asker.code() == -32800)
      service.second.tell { $0.isHeld = false }
      #expect(try other.message()["result"] != nil)
      try await eventually("both are done") { service.core.compute.fill.running == 0 }
    }
  }

  @Test func mayBeGivenUpThemselves() async throws {
    try await Self.run { service, asker, _ in
      service.second.tell { $0.isHeld = true }
      let other = try Self.askShort(service)
      try await eventually("it is computed, too") { service.second.passes == [["a"]] }
      other.close()
      #expect(try asker.message()["result"] != nil)
    }
  }

  @Test func mayFindDamageThatItIsToldOf() async throws {
    try await Self.run { service, asker, _ in
      service.first.tell { $0.failures["a"] = .damaged(Damage(file: nil, reason: "it was cut")) }
      let other = try service.connect()
      other.ask(2, "trace", #"{"text":"a","position":1}"#)
      #expect(try other.code() == -32005)
      #expect(try asker.code() == -32005)
    }
  }

  @Test func areNotHeldUpByALongOneWhoseAnswerIsForgotten() async throws {
    try await Service.run { service in
      let client = try service.connect()
      func ask(_ id: Int, _ text: String) { client.ask(id, "trace", #"{"text":"\#(text)"}"#) }
      // It takes a good deal longer than a batch should, as far as the lane can know.
      service.first.tell { $0.isHeld = true }
      ask(1, Self.long)
      try await eventually("it is computed") { service.first.passes.count == 1 }
      try await Task.sleep(for: .milliseconds(500))
      service.first.tell { $0.isHeld = false }
      #expect(try client.message()["id"] == 1)
      service.first.tell { $0.isHeld = true }
      ask(2, "b")
      try await eventually("another one holds the lane up") { service.first.passes.count == 2 }
      ask(3, Self.long)
      ask(4, "a")
      try await eventually("both wait") { service.core.compute.fill.waiting == 2 }
      service.core.answers.resize(limit: 0)
      // Nor must the lane take the other one for a sign of speed.
      try await Task.sleep(for: .milliseconds(300))
      service.first.tell { $0.isHeld = false }
      for id: JSONValue in [2, 4, 3] { #expect(try client.message()["id"] == id) }
      #expect(service.first.passes == [[Self.long], ["b"], ["a"], [Self.long]])
    }
  }

  private static func number(_ value: JSONValue?) -> Double? {
    if case .number(let number)? = value { number } else { nil }
  }
}

/// Something that has happened or not.
private final class Flag: Sendable {
  private let value = Atomic(false)

  var isSet: Bool { value.load(ordering: .relaxed) }
  func set() { value.store(true, ordering: .relaxed) }
}
