import EncodingsProtocol
import TestSupport
import Testing

@testable import EncodingsServer

/// Each request of a connection gets one answer.
@Suite struct ConversationTests {
  private static func result(_ length: Int) -> Result<[UInt8], RPCError> {
    .success(Array("\"\(String(repeating: "x", count: max(0, length - 2)))\"".utf8))
  }

  private static func read(_ message: [UInt8]?) throws -> JSONValue {
    try JSONParser.parse(#require(message))
  }

  private static func ticket(_ number: UInt64) -> Ticket { Ticket(number: number) }

  @Test func oneAnswerGoesOutHoweverOftenItComes() throws {
    var conversation = Conversation(answerLimit: 1 << 20)
    try conversation.begin(Self.ticket(1), id: .number(7), batch: nil)
    #expect(conversation.count == 1)
    let message = conversation.finish(Self.ticket(1), .success(Array("{}".utf8)))
    #expect(message == Array(#"{"jsonrpc":"2.0","id":7,"result":{}}"#.utf8))
    #expect(conversation.finish(Self.ticket(1), .success(Array("{}".utf8))) == nil)
    #expect(conversation.finish(Self.ticket(1), .failure(.cancelled)) == nil)
    #expect(conversation.count == 0)
  }

  @Test func anIdWaitsForOneAnswerAtATime() throws {
    var conversation = Conversation(answerLimit: 1 << 20)
    try conversation.begin(Self.ticket(1), id: .number(1), batch: nil)
    try conversation.begin(Self.ticket(2), id: .string("1"), batch: nil)
    let error = try #require(throws: RPCError.self) {
      try conversation.begin(Self.ticket(3), id: .number(1), batch: nil)
    }
    #expect(error.known == .invalidRequest)
    #expect(conversation.count == 2)
    // The refused one did not take the first one's place.
    #expect(conversation.ticket(of: .number(1)) == Self.ticket(1))
    _ = conversation.finish(Self.ticket(1), .failure(.cancelled))
    #expect(conversation.ticket(of: .number(1)) == nil)
    try conversation.begin(Self.ticket(4), id: .number(1), batch: nil)
  }

  @Test func idsThatOnlyLookAlikeAreTwo() throws {
    var conversation = Conversation(answerLimit: 1 << 20)
    try conversation.begin(Self.ticket(1), id: .string("\u{E9}"), batch: nil)
    try conversation.begin(Self.ticket(2), id: .string("e\u{301}"), batch: nil)
    #expect(conversation.ticket(of: .string("e\u{301}")) == Self.ticket(2))
  }

  @Test func nullMayBeTheIdOfMany() throws {
    var conversation = Conversation(answerLimit: 1 << 20)
    for number in 1...3 { try conversation.begin(Self.ticket(UInt64(number)), id: .null, batch: nil) }
    #expect(conversation.count == 3)
  }

  @Test func aBatchLeavesTogether() throws {
    var conversation = Conversation(answerLimit: 1 << 20)
    let batch = conversation.openBatch(answers: 3)
    try conversation.begin(Self.ticket(1), id: .number(1), batch: batch)
    try conversation.begin(Self.ticket(2), id: .number(2), batch: batch)
    let single = conversation.openBatch(answers: 1)
    #expect(conversation.answer(Response(id: .null, error: .shuttingDown), batch: batch) == nil)
    #expect(conversation.finish(Self.ticket(2), .success(Array("2".utf8))) == nil)
    // Another batch is not held up.
    let other = conversation.answer(Response(id: .number(9), result: Array("9".utf8)), batch: single)
    #expect(other == Array(#"[{"jsonrpc":"2.0","id":9,"result":9}]"#.utf8))
    let message = try Self.read(conversation.finish(Self.ticket(1), .failure(.cancelled)))
    guard case .array(let answers) = message else {
      Issue.record("\(message)")
      return
    }
    #expect(Set(answers.map { $0["id"] }) == [.null, 1, 2])
    #expect(answers.first { $0["id"] == 1 }?["error"]?["code"] == -32800)
  }

  @Test func theAnswersOfABatchAreOneArray() {
    var conversation = Conversation(answerLimit: 1 << 20)
    let batch = conversation.openBatch(answers: 2)
    #expect(conversation.answer(Response(id: .number(1), result: Array("2".utf8)), batch: batch) == nil)
    let message = conversation.answer(Response(id: .null, error: .cancelled), batch: batch)
    #expect(
      String(decoding: message ?? [], as: UTF8.self)
        == #"[{"jsonrpc":"2.0","id":1,"result":2},{"jsonrpc":"2.0","id":null,"error":{"code":-32800,"#
        + #""message":"The request was cancelled."}}]"#)
  }

  @Test func aBatchOfNotificationsGetsNoAnswer() {
    var conversation = Conversation(answerLimit: 1 << 20)
    #expect(conversation.openBatch(answers: 0) == nil)
  }

  @Test func anAnswerThatIsTooLongIsReplacedByItsRefusal() throws {
    var conversation = Conversation(answerLimit: 4096)
    let envelope = #"{"jsonrpc":"2.0","id":1,"result":}"#.utf8.count
    for (length, fits) in [(4096 - envelope, true), (4097 - envelope, false)] {
      try conversation.begin(Self.ticket(1), id: .number(1), batch: nil)
      let message = try Self.read(conversation.finish(Self.ticket(1), Self.result(length)))
      #expect((message["result"] != nil) == fits)
      #expect(message["error"]?["code"] == (fits ? nil : -32008))
      #expect(message["error"]?["data"]?["limit"] == (fits ? nil : 4096))
    }
  }

  @Test func aBatchStaysWithinTheLimitOfOneAnswer() throws {
    let limit = 64 << 10
    var conversation = Conversation(answerLimit: limit)
    let batch = conversation.openBatch(answers: 10)
    var message: [UInt8]?
    for number in 0..<10 {
      #expect(message == nil)
      let ticket = Self.ticket(UInt64(number))
      try conversation.begin(ticket, id: .number(Int64(number)), batch: batch)
      message = conversation.finish(ticket, Self.result(20 << 10))
    }
    let bytes = try #require(message)
    #expect(bytes.count <= limit)
    guard case .array(let answers) = try Self.read(bytes) else {
      return #expect(Bool(false), "the answer to a batch is no array")
    }
    // A third one fits as soon as fewer refusals than now may have to follow it.
    #expect(answers.count == 10 && answers.count { $0["result"] != nil } == 3)
    #expect(answers[..<2].allSatisfy { $0["result"] != nil })
    #expect(answers.allSatisfy { $0["result"] != nil || $0["error"]?["code"] == -32008 })
  }

  @Test func shortAnswersOfALargeBatchFitASmallLimit() throws {
    var conversation = Conversation(answerLimit: 64 << 10)
    let batch = conversation.openBatch(answers: 100)
    var message: [UInt8]?
    var kept = 0
    for number in 0..<100 {
      let ticket = Self.ticket(UInt64(number))
      try conversation.begin(ticket, id: .number(Int64(number)), batch: batch)
      message = conversation.finish(ticket, Self.result(200))
      if number < 99 {
        #expect(conversation.keptBytes > kept && message == nil)
        kept = conversation.keptBytes
      }
    }
    #expect(conversation.keptBytes == 0)
    let bytes = try #require(message)
    // What was counted, the last answer, and one more bracket than commas.
    #expect(bytes.count > kept && bytes.count < kept + 300)
    guard case .array(let answers) = try Self.read(bytes) else {
      return #expect(Bool(false), "the answer to a batch is no array")
    }
    #expect(answers.count == 100 && answers.allSatisfy { $0["result"] != nil })
  }

  /// Requests alone and in batches, answered in any order and some of them twice: each id comes back once.
  @Test(arguments: UInt64(0)..<20) func everyIdComesBackOnce(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var conversation = Conversation(answerLimit: 1 << 20)
    var asked: [Int64] = []
    var waiting: [Ticket] = []
    var answered: [Int64] = []
    func take(_ message: [UInt8]?) throws {
      guard let message else { return }
      let value = try JSONParser.parse(message)
      let responses = if case .array(let elements) = value { elements } else { [value] }
      answered += responses.compactMap { $0["id"]?.wholeNumber.map(Int64.init) }
    }
    for _ in 0..<200 {
      if waiting.isEmpty || Bool.random(using: &random) {
        let size = Int.random(in: 0...4, using: &random)
        let batch = size == 0 ? nil : conversation.openBatch(answers: size)
        for _ in 0..<max(size, 1) {
          let id = Int64(asked.count)
          asked.append(id)
          if Int.random(in: 0..<4, using: &random) == 0 {
            try take(conversation.answer(Response(id: .number(id), error: .shuttingDown), batch: batch))
          } else {
            try conversation.begin(Self.ticket(UInt64(id)), id: .number(id), batch: batch)
            waiting.append(Self.ticket(UInt64(id)))
          }
        }
      } else {
        let ticket = waiting[Int.random(in: waiting.indices, using: &random)]
        try take(conversation.finish(ticket, .success(Array("1".utf8))))
        if Bool.random(using: &random) { waiting.removeAll { $0 == ticket } }
      }
    }
    for ticket in waiting { try take(conversation.finish(ticket, .failure(.cancelled))) }
    #expect(conversation.count == 0)
    #expect(answered.sorted() == asked)
  }
}
