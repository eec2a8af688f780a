import EncodingsProtocol
import FoundationEssentials
import Testing

@Suite("Params")
struct ParameterTests {
  private func trace(_ text: String) throws -> TraceParameters {
    try TraceParameters(params: JSONParser.parse(Array(text.utf8)), of: .trace)
  }

  @Test("are taken whole")
  func whole() throws {
    let read = try trace(
      #"""
      {"text":"a","position":2,"model":"m","tap":"mlp_out","space":"word","metric":"euclidean",
       "arithmetic":"published","top":0,"layers":[3,0],"truncate":true,"progressToken":"p"}
      """#)
    var expected = TraceParameters(text: "a")
    expected.position = 2
    expected.model = "m"
    expected.tap = "mlp_out"
    expected.space = "word"
    expected.metric = "euclidean"
    expected.arithmetic = "published"
    expected.top = 0
    expected.layers = [3, 0]
    expected.truncate = true
    expected.progressToken = .string("p")
    #expect(read == expected)
    let encoded = Array(try JSONEncoder().encode(expected))
    #expect(try TraceParameters(params: JSONParser.parse(encoded), of: .trace) == expected)
    let members = try JSONParser.members(of: encoded)
    #expect(Set(members.keys) == Set(TraceParameters.CodingKeys.allCases.map(\.rawValue)))
  }

  @Test("left out stay out")
  func leftOut() throws {
    #expect(try trace(#"{"text":""}"#) == TraceParameters(text: ""))
    #expect(
      String(decoding: try JSONEncoder().encode(TraceParameters(text: "")), as: UTF8.self) == #"{"text":""}"#)
  }

  @Test("take a whole number however it is spelt")
  func wholeNumbers() throws {
    #expect(try trace(#"{"text":"","position":2.0,"top":1e1}"#).position == 2)
    #expect(try trace(#"{"text":"","position":-1}"#).position == -1)
  }

  @Test(
    "that are wrong are named, with what was expected and what was found",
    arguments: [
      (#"{}"#, "text", "text is missing"),
      (#"{"text":1}"#, "text", "text must be a string, not 1."),
      (#"{"text":null}"#, "text", "is null, but it is required"),
      (#"{"text":"","positon":2}"#, "positon", "did you mean position?"),
      (#"{"text":"","positon":2}"#, "positon", "which takes text, position, model, tap"),
      (#"{"text":"","x\u001b[0m":2}"#, "x\u{1b}[0m", #""x\u{1b}[0m" is no parameter of trace"#),
      (#"{"text":"","position":"2"}"#, "position", "must be an integer, not the string \"2\"."),
      (#"{"text":"","position":1.5}"#, "position", "must be an integer, not 1.5."),
      (#"{"text":"","position":1e300}"#, "position", "must be an integer, not 1e+300."),
      (#"{"text":"","tap":"resid_mdi"}"#, "tap", "resid_mid, resid_pre, attn_out"),
      (#"{"text":"","tap":"resid_mdi"}"#, "tap", "did you mean resid_mid?"),
      (#"{"text":"","space":"words"}"#, "space", "must be one of word+position, word, embedding, not"),
      (#"{"text":"","metric":"l2"}"#, "metric", "must be one of cosine, euclidean, not \"l2\"."),
      (#"{"text":"","arithmetic":{}}"#, "arithmetic", "must be a string, not an object."),
      (#"{"text":"","layers":3}"#, "layers", "must be an array of integers, not 3."),
      (#"{"text":"","layers":[0,"1"]}"#, "layers[1]", "must be an integer, not the string \"1\"."),
      (#"{"text":"","truncate":1}"#, "truncate", "must be true or false, not 1."),
      (#"{"text":"","progressToken":1.5}"#, "progressToken", "must be an integer or a string, not 1.5."),
      (#"["a"]"#, "params", "must be an object"),
    ])
  func wrong(text: String, path: String, message: String) throws {
    let error = try #require(throws: RPCError.self) { try trace(text) }
    #expect(error.known == .invalidParams)
    #expect(error.data?["path"]?.stringValue == path)
    #expect(error.message.contains(message), "\(error.message)")
  }

  @Test("of methods that take none may be absent or empty, not more")
  func none() throws {
    _ = try NoParameters(params: nil, of: .status)
    _ = try NoParameters(params: .object([:]), of: .status)
    let error = try #require(throws: RPCError.self) {
      try NoParameters(params: .object(["x": 1]), of: .status)
    }
    #expect(error.message == #""x" is no parameter of status, which takes none."#)
  }

  @Test("of tokenize and cancel are as strict")
  func others() throws {
    let tokenize = try TokenizeParameters(
      params: .object(["text": "é", "truncate": .bool(false)]), of: .tokenize)
    #expect(tokenize.text == "é" && tokenize.truncate == false && tokenize.model == nil)
    #expect(throws: RPCError.self) {
      try TokenizeParameters(params: .object(["text": "", "position": 1]), of: .tokenize)
    }
    #expect(try CancelParameters(params: .object(["id": 4]), of: .cancelRequest).id == .number(4))
    #expect(throws: RPCError.self) {
      try CancelParameters(params: .object(["id": .null]), of: .cancelRequest)
    }
    #expect(throws: RPCError.self) { try CancelParameters(params: nil, of: .cancelRequest) }
  }

  @Test("are quoted back short and without control characters")
  func quotedBack() throws {
    let long = String(repeating: "k", count: 100_000) + "\u{1B}"
    let error = try #require(throws: RPCError.self) { try trace(#"{"text":"","\#(long.dropLast())":1}"#) }
    #expect(error.message.utf8.count < 300)
    #expect(quoted("a\u{1B}[2J\u{202E}\u{2028}é") == #""a\u{1b}[2J\u{202e}\u{2028}é""#)
    #expect(quoted(String(repeating: "é", count: 60)) == "\"" + String(repeating: "é", count: 60) + "\"")
    #expect(quoted(String(repeating: "é", count: 61)) == "\"" + String(repeating: "é", count: 60) + "…\"")
  }

  @Test("misspelt get the nearest name, far ones none")
  func suggestions() {
    let names = ["trace", "tokenize", "models", "status"]
    #expect(suggestion(for: "tokenise", among: names) == "tokenize")
    #expect(suggestion(for: "model", among: names) == "models")
    #expect(suggestion(for: "Trace", among: names) == "trace")
    #expect(suggestion(for: "xyz", among: names) == nil)
    #expect(suggestion(for: "", among: names) == nil)
    #expect(suggestion(for: "trace", among: []) == nil)
  }
}
