import EncodingsProtocol
import Testing

@Suite("Messages")
struct EnvelopeTests {
  private func parse(_ text: String) throws -> Incoming { try Incoming.parse(Array(text.utf8)) }

  @Test(
    "are read as requests",
    arguments: [
      (#"{"jsonrpc":"2.0","id":1,"method":"status"}"#, Request(id: .number(1), method: "status")),
      (
        #"{"params":{"a":[1]},"method":"x","id":"s","jsonrpc":"2.0"}"#,
        Request(id: .string("s"), method: "x", params: .object(["a": [1]]))
      ),
      (#"{"jsonrpc":"2.0","id":null,"method":"m"}"#, Request(id: .null, method: "m")),
      (#"{"jsonrpc":"2.0","method":"m","params":[]}"#, Request(id: nil, method: "m", params: [])),
      (
        #"{"jsonrpc":"2.0","id":-9223372036854775808,"method":""}"#, Request(id: .number(.min), method: "")
      ),
    ])
  func requests(text: String, request: Request) throws {
    #expect(try parse(text) == .single(.success(request)))
    #expect(try Incoming.parse(request.json()) == .single(.success(request)))
  }

  @Test(
    "that are no requests are refused under the id they carry, if it can be told",
    arguments: [
      ("1", RequestID.null, "an object, not 1"), (#""x""#, .null, "an object"),
      ("{}", .null, "jsonrpc must be"), (#"{"id":3}"#, .number(3), "not absent"),
      (#"{"jsonrpc":2.0,"id":"a","method":"m"}"#, .string("a"), "jsonrpc must be \"2.0\", not 2.0"),
      (#"{"jsonrpc":"2.0","id":1.5,"method":"m"}"#, .null, "id must be an integer"),
      (#"{"jsonrpc":"2.0","id":1.0,"method":"m"}"#, .null, "id must be an integer"),
      (#"{"jsonrpc":"2.0","id":9223372036854775808,"method":"m"}"#, .null, "within 64 bits"),
      (#"{"jsonrpc":"2.0","id":[1],"method":"m"}"#, .null, "not an array"),
      (#"{"jsonrpc":"2.0","id":true,"method":"m"}"#, .null, "not true"),
      (#"{"jsonrpc":"2.0","id":1}"#, .number(1), "method must be a string, not absent"),
      (#"{"jsonrpc":"2.0","id":1,"method":7}"#, .number(1), "not 7"),
      (#"{"jsonrpc":"2.0","id":1,"method":"m","params":null}"#, .number(1), "not null"),
      (#"{"jsonrpc":"2.0","id":1,"method":"m","params":"x"}"#, .number(1), "params must be an object"),
      (#"{"jsonrpc":"2.0","id":1,"method":"m","parms":{}}"#, .number(1), "did you mean params?"),
      (#"{"jsonrpc":"2.0","id":1,"result":1}"#, .number(1), "method must be"),
    ])
  func refused(text: String, id: RequestID, reason: String) throws {
    guard case .single(.failure(let refusal)) = try parse(text) else {
      Issue.record("taken: \(text)")
      return
    }
    #expect(refusal.id == id)
    #expect(refusal.error.known == .invalidRequest)
    #expect(refusal.error.message.contains(reason), "\(refusal.error.message)")
  }

  @Test("in a batch are judged one by one")
  func batch() throws {
    let incoming = try parse(#"[{"jsonrpc":"2.0","id":1,"method":"a"},2,{"jsonrpc":"2.0","method":"b"}]"#)
    guard case .batch(let elements) = incoming, elements.count == 3 else {
      Issue.record("no batch of three: \(incoming)")
      return
    }
    #expect(try elements[0].get() == Request(id: .number(1), method: "a"))
    #expect(throws: InvalidRequest.self) { try elements[1].get() }
    #expect(try elements[2].get().id == nil)
  }

  @Test("in batches of none or too many are refused as a whole")
  func batchSize() throws {
    let ones = Array(repeating: "1", count: EncodingsProtocol.batchLimit + 1)
    for text in ["[]", "[\(ones.joined(separator: ","))]"] {
      let error = try #require(throws: RPCError.self) { try parse(text) }
      #expect(error.known == .invalidRequest)
    }
    guard case .batch = try parse("[\(ones.dropLast().joined(separator: ","))]") else {
      Issue.record("a batch of the limit is refused")
      return
    }
  }

  @Test("that are no JSON say at which byte")
  func noJSON() throws {
    let error = try #require(throws: RPCError.self) { try parse(#"{"jsonrpc":"2.0",}"#) }
    #expect(error.known == .parse)
    #expect(error.data?["offset"] == 17)
    #expect(error.message.contains("at byte 17"))
    let bytes = Array(#"{"a":""#.utf8) + [0xFF] + Array(#""}"#.utf8)
    #expect(try #require(throws: RPCError.self) { try Incoming.parse(bytes) }.data?["offset"] == 6)
  }

  @Test("from the daemon keep a result's very bytes")
  func responses() throws {
    let result = Array(#"{"b": 1.50, "a": [ ]}"#.utf8)
    for id in [RequestID.number(7), .string("é\n"), .null] {
      let answer = Response(id: id, result: result)
      guard case .response(let read) = try ServerMessage.parse(answer.json()) else {
        Issue.record("no response")
        continue
      }
      #expect(read.id == id)
      #expect(try Array(read.outcome.get()) == result)
      let refusal = Response(id: id, error: .textTooLong(limit: 512, length: 600))
      #expect(try ServerMessage.parse(refusal.json()) == .response(refusal))
    }
    let progress = ProgressParameters(token: .string("t"), fraction: 0.25)
    #expect(try ServerMessage.parse(progress.notification.json()) == .notification(progress.notification))
  }

  @Test(
    "from the daemon that are none are refused",
    arguments: [
      "[]", "{}", #"{"id":1}"#, #"{"id":1.5,"result":1}"#, #"{"id":1,"error":{"code":"x","message":"y"}}"#,
      #"{"id":1,"error":7}"#, #"{"method":7}"#, #"{"result":1}"#, #"{"id":1,"result":{"a":[}}"#,
    ])
  func noMessages(text: String) {
    #expect(throws: JSONParseError.self) { try ServerMessage.parse(Array(text.utf8)) }
  }
}
