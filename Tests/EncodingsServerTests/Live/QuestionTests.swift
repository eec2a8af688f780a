import EncodingsProtocol
import Testing
import Tracing

@testable import EncodingsServer

/// The same questions in process and over a live socket have the same answers.
@Suite struct QuestionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var method: String
    var params: String
    /// The code it is refused with; nil if it is answered.
    var code: Int?
    /// What the refusal says.
    var words = ""

    var testDescription: String { "\(method) \(params)" }
  }

  static let cases = [
    Case(method: "trace", params: #"{"text":"time flies"}"#),
    Case(method: "trace", params: #"{"text":"time flies","position":1,"top":2,"layers":[2,0,2]}"#),
    Case(method: "trace", params: #"{"text":"","top":0,"model":"second"}"#),
    Case(
      method: "trace",
      params: #"{"text":"a","tap":"mlp_out","space":"word","metric":"euclidean","truncate":true}"#),
    Case(method: "tokenize", params: #"{"text":"time flies like an arrow"}"#),
    Case(method: "tokenize", params: #"{"text":"\ud83d\ude00 \u0000","model":"second"}"#),
    Case(method: "models", params: "{}"),
    Case(method: "rpc.discover", params: "{}"),
    Case(method: "trace", params: "{}", code: -32602, words: "text is missing"),
    Case(method: "trace", params: #"["a"]"#, code: -32602, words: "must be an object"),
    Case(method: "trace", params: #"{"text":7}"#, code: -32602, words: "text must be a string, not 7"),
    Case(
      method: "trace", params: #"{"text":"a","positon":1}"#, code: -32602, words: "did you mean position?"),
    Case(method: "trace", params: #"{"text":"a","position":1.5}"#, code: -32602, words: "must be an integer"),
    Case(method: "trace", params: #"{"text":"a","tap":"resid"}"#, code: -32602, words: "resid_mid"),
    Case(method: "trace", params: #"{"text":"a","top":101}"#, code: -32602, words: "give 0 to 100"),
    Case(method: "trace", params: #"{"text":"a","top":-1}"#, code: -32602, words: "give 0 to 100"),
    Case(method: "trace", params: #"{"text":"a","position":3}"#, code: -32002, words: "give 0 to 2"),
    Case(
      method: "trace", params: #"{"text":"a","model":"frist"}"#, code: -32003, words: "did you mean first?"),
    Case(method: "tokenize", params: #"{"text":"a","top":1}"#, code: -32602, words: "top"),
    Case(method: "models", params: #"{"text":"a"}"#, code: -32602, words: "takes none"),
    Case(method: "tarce", params: "{}", code: -32601, words: "did you mean trace?"),
  ]

  private static func long(_ words: Int) -> JSONValue {
    .object(["text": .string(Array(repeating: "word", count: words).joined(separator: " "))])
  }

  @Test(arguments: cases) func haveOneAnswer(_ question: Case) async throws {
    try await Service.run { service in
      let params = try JSONParser.parse(Array(question.params.utf8))
      let inProcess = try await service.askInProcess(question.method, params)
      let overSocket = try service.askOverSocket(question.method, params)
      #expect(inProcess.map(\.withoutTiming) == overSocket.map(\.withoutTiming))
      switch overSocket {
      case .success(let result):
        #expect(question.code == nil && result != .null)
      case .failure(let error):
        #expect(error.code == question.code)
        #expect(error.message.contains(question.words), "\(error.message)")
      }
    }
  }

  @Test(arguments: [511, 3000]) func textsBeyondTheModelAreRefusedOrCut(_ words: Int) async throws {
    // The longer one goes by way of the text lane.
    try await Service.run { service in
      for method in ["trace", "tokenize"] {
        let inProcess = try await service.askInProcess(method, Self.long(words))
        let overSocket = try service.askOverSocket(method, Self.long(words))
        #expect(inProcess == .failure(.textTooLong(limit: 512, length: words + 2)))
        #expect(overSocket == inProcess)
      }
      let cut = JSONValue.object([
        "text": Self.long(words)["text"] ?? .null, "truncate": .bool(true), "top": 0, "position": 1,
      ])
      let result = try service.askOverSocket("trace", cut).get()
      #expect(result["truncated"] == .bool(true))
      guard case .array(let tokens) = result["tokens"] else {
        Issue.record("no tokens")
        return
      }
      #expect(tokens.count == 512)
    }
  }

  @Test func anAnswerThatCannotFitIsRefusedBeforeItIsComputed() async throws {
    try await Service.run({ $0.answerBytes = 4096 }) { service in
      let error = RPCError.answerTooLong(limit: 4096, length: 0)
      for outcome in [
        try await service.askInProcess("trace", .object(["text": "a b c", "top": 100])),
        try service.askOverSocket("trace", .object(["text": "a b c", "top": 100])),
      ] {
        guard case .failure(let found) = outcome else {
          Issue.record("it was answered")
          return
        }
        #expect(found.code == error.code)
      }
      #expect(service.first.passes.isEmpty)
      // What the estimate lets through may turn out too long.
      let discovered = try service.askOverSocket("rpc.discover", .object([:]))
      #expect(throws: RPCError.self) { try discovered.get() }
    }
  }

  @Test func statusTellsWhatIsUnderWay() async throws {
    try await Service.run { service in
      service.first.tell { $0.isHeld = true }
      let client = try service.connect()
      client.ask(1, "trace", #"{"text":"1"}"#)
      try await eventually("it is computed") { service.first.passes.count == 1 }
      for id in 2...3 { client.ask(id, "trace", #"{"text":"\#(id)"}"#) }
      try await eventually("one is computed, two wait") {
        service.core.compute.fill == (waiting: 2, work: service.core.compute.fill.work, running: 1)
      }
      let status = try service.askOverSocket("status", .object([:])).get()
      #expect(status["state"] == "serving")
      #expect(status["queue"]?["waiting"] == 2 && status["queue"]?["running"] == 1)
      #expect(status["queue"]?["waitingTokens"] == 9)
      #expect(status["connections"]?["open"] == 2)
      guard case .success(let metrics) = try service.askOverSocket("metrics", .object([:])) else {
        Issue.record("no metrics")
        return
      }
      let text = metrics["text"]?.stringValue ?? ""
      for line in [
        "encodings_queue_waiting 2", "encodings_queue_running 1", #"encodings_model_ready{model="second"} 1"#,
        #"encodings_requests_total{method="status",outcome="ok"} 1"#,
      ] {
        #expect(text.split(separator: "\n").contains { $0 == line }, "\(line)")
      }
    }
  }
}
