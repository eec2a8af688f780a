import EncodingsProtocol
import Testing

@testable import EncodingsServer

/// What a connection does with messages of every shape: each request is answered once, and the connection survives.
@Suite struct MessageTests {
  @Test(arguments: [
    ("{", -32700), ("\u{FEFF}{}", -32700), ("nonsense", -32700), (#"{"id":1,"id":1}"#, -32700),
    (String(repeating: "[", count: 100_000), -32700), ("[]", -32600), ("7", -32600), ("{}", -32600),
    (#"{"jsonrpc":"1.0","id":1,"method":"models"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1.5,"method":"models"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1,"method":"models","parms":{}}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1,"method":"Models"}"#, -32601),
    (#"{"jsonrpc":"2.0","id":1,"method":""}"#, -32601),
    (#"{"jsonrpc":"2.0","id":1,"method":"$/cancelRequest","params":{"id":1}}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1,"method":"$/progress"}"#, -32600),
  ])
  func badOnesAreToldSoAndTheConnectionServesOn(_ text: String, _ code: Int) async throws {
    try await Service.run { service in
      let client = try service.connect()
      client.send(json: text)
      #expect(try client.code() == code)
      client.ask(2, "models")
      #expect(try client.message()["id"] == 2)
    }
  }

  /// Swift orders the combining marks of strings that it compares, which takes the square of their number: hours, of
  /// strings as long as these.
  @Test(.timeLimit(.minutes(2))) func namesOfManyMarksCostNoMoreThanOthers() async throws {
    let marks = "a" + String(repeating: "\u{301}\u{316}", count: 200_000)
    try await Service.run({ $0.requestBytes = 4 << 20 }) { service in
      let client = try service.connect()
      for (text, code) in [
        (#""id":1,"method":"\#(marks)""#, -32601),
        (#""id":1,"method":"trace","params":{"text":"a","tap":"\#(marks)"}"#, -32602),
        (#""id":1,"method":"trace","params":{"text":"a","model":"\#(marks)"}"#, -32003),
        (#""id":1,"method":"trace","params":{"text":"a","\#(marks)":1}"#, -32700),
        (#""method":"\#(marks)"},"#, -32700),
      ] {
        client.send(json: #"{"jsonrpc":"2.0",\#(text)}"#)
        #expect(try client.code() == code)
      }
      client.send(
        json: #"{"id":1,"method":"models","jsonrpc":"2\#(String(marks.unicodeScalars.dropFirst()))"}"#)
      #expect(try client.code() == -32600)
      // Ids are compared with those that wait.
      service.first.tell { $0.isHeld = true }
      for end in ["x", "y"] {
        client.send(
          json: #"{"jsonrpc":"2.0","id":"\#(marks)\#(end)","method":"trace","params":{"text":"\#(end)"}}"#)
      }
      try await eventually("both wait") { service.core.accounts.total.requests == 2 }
      client.send(json: #"{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":"\#(marks)y"}}"#)
      #expect(try client.code() == -32800)
      service.first.tell { $0.isHeld = false }
      #expect(try client.message()["result"] != nil)
    }
  }

  /// Long messages are read elsewhere: what stands behind one waits for it, and so does the end of the stream.
  @Test func longMessagesKeepTheirOrder() async throws {
    let space = String(repeating: " ", count: 100_000)
    try await Service.run { service in
      let client = try service.connect()
      service.first.tell { $0.isHeld = true }
      client.send(
        json: #"{"jsonrpc":"2.0","id":1,\#(space)"method":"trace","params":{"text":"a","position":1}}"#)
      client.send(json: #"{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}"#)
      #expect(try client.code() == -32800)
      service.first.tell { $0.isHeld = false }
      for message in [#"{"jsonrpc":"2.0"\#(space)"#, #"{"jsonrpc":"1.0","id":2\#(space)}"#] {
        client.send(json: message)
        client.ask(3, "models")
        #expect(try [-32700, -32600].contains(client.code()))
        #expect(try client.message()["id"] == 3)
      }
      client.send(
        json: #"[{"jsonrpc":"2.0","id":4,"method":"models"},\#(space){"jsonrpc":"2.0","id":5,"method":"x"}]"#)
      client.finishSending()
      guard case .array(let answers) = try client.message() else {
        Issue.record("no array")
        return
      }
      #expect(answers.map { $0["id"] } == [5, 4])
      #expect(try client.isAtEnd())
    }
  }

  /// Long messages, and texts of batches, do not hold up what others ask on the same event loops.
  @Test(.timeLimit(.minutes(2))) func longMessagesHoldNobodyUp() async throws {
    let batch = (0..<100).map { #"{"jsonrpc":"2.0","id":\#($0),"method":"tokenize","params":{"text":"a"}}"# }
    try await Service.run { service in
      let gate = try await service.closeTextLane()
      let busy = try (0..<8).map { _ in try service.connect() }
      for client in busy { client.send(json: "[\(batch.joined(separator: ","))]") }
      try await eventually("they wait") { service.core.texts.fill.waiting == 8 }
      // As many others as find themselves on every loop.
      func othersAreAnswered() throws {
        for client in try (0..<16).map({ _ in try service.connect() }) {
          client.ask(2, "models")
          #expect(try client.message()["id"] == 2)
        }
      }
      try othersAreAnswered()
      gate.open()
      for client in busy {
        guard case .array(let answers) = try client.message() else {
          Issue.record("no array")
          return
        }
        #expect(answers.count == 100)
      }
      // A short batch is read at once, and its texts still wait for their turn.
      let second = try await service.closeTextLane()
      busy[0].send(json: #"[{"jsonrpc":"2.0","id":1,"method":"tokenize","params":{"text":"a"}}]"#)
      try await eventually("it waits") { service.core.texts.fill.waiting == 1 }
      try othersAreAnswered()
      second.open()
      guard case .array = try busy[0].message() else {
        Issue.record("no array")
        return
      }
    }
  }

  /// What nobody waits for any more is not read, and takes no memory.
  @Test func aMessageOfAConnectionThatEndedIsNotRead() async throws {
    try await Service.run { service in
      let gate = try await service.closeTextLane()
      let clients = try (0..<8).map { _ in try service.connect() }
      for client in clients { client.send(json: "[\(String(repeating: " ", count: 100_000))]") }
      try await eventually("they wait") { service.core.texts.fill.waiting == 8 }
      #expect(!service.core.isDone)
      for client in clients { client.close() }
      try await eventually("they are gone") { service.core.texts.fill.waiting == 0 }
      gate.open()
      try await eventually("nothing is left to do") { service.core.isDone }
    }
  }

  @Test func notificationsAreNeverAnswered() async throws {
    try await Service.run { service in
      let client = try service.connect()
      for text in [
        #"{"jsonrpc":"2.0","method":"models"}"#, #"{"jsonrpc":"2.0","method":"nonsense"}"#,
        #"{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":5}}"#,
        #"{"jsonrpc":"2.0","method":"$/cancelRequest","params":[]}"#,
        #"[{"jsonrpc":"2.0","method":"models"},{"jsonrpc":"2.0","method":"$/cancelRequest"}]"#,
      ] {
        client.send(json: text)
      }
      client.ask(1, "models")
      #expect(try client.message()["id"] == 1)
    }
  }

  @Test func aBatchIsAnsweredByOneArray() async throws {
    try await Service.run { service in
      service.first.tell { $0.isHeld = true }
      let client = try service.connect()
      client.send(
        json: """
          [{"jsonrpc":"2.0","id":1,"method":"trace","params":{"text":"a"}},
           {"jsonrpc":"2.0","method":"models"}, 7,
           {"jsonrpc":"2.0","id":2,"method":"nonsense"},
           {"jsonrpc":"2.0","id":"x","method":"tokenize","params":{"text":"a"}},
           {"jsonrpc":"2.0","id":3,"method":"trace","params":{"text":"a","top":-1}},
           {"jsonrpc":"2.0","id":3,"method":"models"}]
          """)
      // Others are not kept waiting by it.
      client.ask(9, "models")
      #expect(try client.message()["id"] == 9)
      service.first.tell { $0.isHeld = false }
      guard case .array(let answers) = try client.message() else {
        Issue.record("the answer is no array")
        return
      }
      #expect(answers.count == 6)
      func codes(_ id: JSONValue) -> [Int] {
        answers.filter { $0["id"] == id }.map { $0["error"]?["code"]?.wholeNumber ?? 0 }
      }
      #expect(codes(1) == [0] && codes("x") == [0] && codes(2) == [-32601] && codes(.null) == [-32600])
      // The second 3 came while the first still waited.
      #expect(codes(3).sorted() == [-32602, -32600])
    }
  }

  @Test func pipelinedOnesAreEachAnsweredOnce() async throws {
    try await Service.run({ $0.requestsPerConnection = 8 }) { service in
      let client = try service.connect()
      var bytes: [UInt8] = []
      for id in 0..<300 {
        let method = ["trace", "tokenize", "models"][id % 3]
        let params = id % 3 == 2 ? "{}" : #"{"text":"time \#(id)"}"#
        bytes += frame(
          Array(#"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#.utf8))
      }
      client.send(bytes)
      var ids: [Int] = []
      for _ in 0..<300 {
        let message = try client.message()
        #expect(message["error"] == nil)
        ids.append(message["id"]?.wholeNumber ?? -1)
      }
      #expect(ids.sorted() == Array(0..<300))
    }
  }

  @Test func byteByByteIsAsGoodAsAtOnce() async throws {
    try await Service.run { service in
      let client = try service.connect()
      for byte in frame(Array(#"{"jsonrpc":"2.0","id":1,"method":"models"}"#.utf8)) { client.send([byte]) }
      #expect(try client.message()["id"] == 1)
    }
  }

  @Test func anIdIsGivenToOneRequestAtATime() async throws {
    try await Service.run { service in
      service.first.tell { $0.isHeld = true }
      let client = try service.connect()
      client.ask(1, "trace", #"{"text":"a"}"#)
      client.ask(1, "models")
      #expect(try client.code() == -32600)
      service.first.tell { $0.isHeld = false }
      #expect(try client.message()["result"] != nil)
      client.ask(1, "models")
      #expect(try client.message()["result"] != nil)
    }
  }
}
