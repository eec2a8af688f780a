import FoundationEssentials
import TestSupport
import Testing

@testable import EncodingsProtocol

/// `Protocol/openrpc.json` and the code say the same, both ways.
@Suite("The OpenRPC document")
struct DocumentTests {
  let document: JSONValue

  init() throws {
    let path = RepositoryRoot.file("Protocol/openrpc.json")
    document = try JSONParser.parse(Array(Data(contentsOf: URL(filePath: path))))
  }

  @Test("has every method that gets an answer, and no other")
  func methods() {
    let names = elements(document["methods"]).compactMap { $0["name"]?.stringValue }
    #expect(names.sorted() == MethodName.allCases.filter { !$0.isNotification }.map(\.rawValue).sorted())
  }

  @Test("has every param of each method, and no other")
  func params() {
    #expect(params(of: .trace) == TraceParameters.CodingKeys.allCases.map(\.rawValue).sorted())
    #expect(params(of: .tokenize) == TokenizeParameters.CodingKeys.allCases.map(\.rawValue).sorted())
    for method in [MethodName.models, .status, .metrics, .discover] { #expect(params(of: method).isEmpty) }
  }

  @Test("has every value that a param may have, the default first")
  func choices() {
    for (schema, choices) in [
      ("Tap", ParameterChoices.tap), ("Space", ParameterChoices.space), ("Metric", ParameterChoices.metric),
      ("Arithmetic", ParameterChoices.arithmetic),
    ] {
      let found = document["components"]?["schemas"]?[schema]
      #expect(elements(found?["enum"]).compactMap(\.stringValue) == choices)
      #expect(found?["default"]?.stringValue == choices.first)
    }
    let state = document["components"]?["schemas"]?["ServedModel"]?["properties"]?["state"]?["enum"]
    #expect(elements(state).compactMap(\.stringValue) == ModelState.allCases.map(\.rawValue))
  }

  @Test("has every error code under its name, with the keys of its data")
  func errors() {
    guard case .object(let errors)? = document["components"]?["errors"] else {
      Issue.record("no errors")
      return
    }
    #expect(errors.keys.sorted() == ErrorCode.allCases.map(\.name).sorted())
    for code in ErrorCode.allCases { #expect(errors[code.name]?["code"]?.wholeNumber == code.rawValue) }
    let samples: [RPCError] = [
      .parse(JSONParseError(offset: 1, reason: "r")), .invalidParams("p", "r"), .overloaded(retryAfterMs: 1),
      .textTooLong(limit: 1, length: 2), .positionOutOfRange(position: 1, count: 1),
      .noSuchModel("m", available: []), .modelNotReady("m", reason: "r"),
      .modelDamaged("m", file: "f", offset: 1, reason: "r"), .quotaExceeded(quota: "q", limit: 1),
      .answerTooLong(limit: 1, length: 2), .frame(.tooLong(length: 2, limit: 1)),
    ]
    for sample in samples {
      let documented = errors[sample.known?.name ?? ""]?["data"]?["properties"]
      #expect(keys(documented) == keys(sample.data), "\(sample)")
    }
  }

  @Test("describes results with the keys that they have")
  func results() throws {
    let model = ModelDescription(name: "m", family: "f", layers: 1, hidden: 1, vocabulary: 1, digest: "d")
    let token = TokenDescription(position: 0, id: 0, token: "t", text: "t", start: 0, end: 1, special: false)
    let neighbor = NeighborDescription(id: 0, token: "t", similarity: 1)
    let layer = LayerDescription(layer: 0, similarity: 1, rank: 1, ties: 0, neighbors: [neighbor])
    let timing = Timing(queuedMs: 0, computeMs: 0)
    let trace = TraceResult(
      model: model, tap: "", space: "", metric: "", arithmetic: "", truncated: false, tokens: [token],
      journeys: [JourneyDescription(position: 0, layers: [layer])], timing: timing)
    try expect("TraceResult", trace)
    try expect("ModelDescription", model)
    try expect("TokenDescription", token)
    try expect("Neighbor", neighbor)
    try expect("LayerReading", layer)
    try expect("Timing", timing)
    try expect("TokenizeResult", TokenizeResult(model: model, tokens: [token], truncated: false))
    try expect("MetricsResult", MetricsResult(text: ""))
    try expect("QueueStatus", QueueStatus(waiting: 0, waitingTokens: 0, limit: 0, running: 0))
    try expect("PeerStatus", PeerStatus(uid: 0, connections: 0, queued: 0))
    try expect("MemoryStatus", MemoryStatus(residentBytes: 0, privateDirtyBytes: 0))
    try expect("CacheStatus", CacheStatus(entries: 0, bytes: 0, limitBytes: 0, hits: 0, misses: 0))
  }

  @Test("and PROTOCOL.md list the same errors, methods and params")
  func pages() throws {
    let page = try String(
      decoding: Data(contentsOf: URL(filePath: RepositoryRoot.file("Protocol/PROTOCOL.md"))), as: UTF8.self)
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| -3") }
    #expect(rows.count == ErrorCode.allCases.count)
    for code in ErrorCode.allCases {
      let row = try #require(rows.first { $0.hasPrefix("| \(code.rawValue) | `\(code.name)` |") })
      let facts = keys(document["components"]?["errors"]?[code.name]?["data"]?["properties"])
      #expect(row.matches(of: #/`(\w+)`/#).dropFirst().map { String($0.output.1) }.sorted() == facts)
    }
    for name in MethodName.allCases where !name.isNotification {
      let row = page.split(separator: "\n").first { $0.hasPrefix("| `\(name.rawValue)` |") }
      for param in params(of: name) { #expect(row?.contains("`\(param)`") == true, "\(name) \(param)") }
    }
    let request = Array(#"{"jsonrpc":"2.0","id":1,"method":"models"}"#.utf8)
    let frame = try FrameEncoder.frame(request, limit: 1024)
    let shown = page.matches(of: #/\b[0-9a-f]{2}(?= |$)/#.anchorsMatchLineEndings())
      .compactMap { UInt8($0.output, radix: 16) }
    #expect(shown.indices.contains { shown[$0...].starts(with: frame) })
  }

  private func expect(_ schema: String, _ value: some Encodable) throws {
    let encoded = try JSONParser.parse(Array(JSONEncoder().encode(value)))
    #expect(keys(document["components"]?["schemas"]?[schema]?["properties"]) == keys(encoded), "\(schema)")
  }

  private func params(of name: MethodName) -> [String] {
    let method = elements(document["methods"]).first { $0["name"]?.stringValue == name.rawValue }
    return elements(method?["params"]).compactMap { $0["name"]?.stringValue }.sorted()
  }

  private func elements(_ value: JSONValue?) -> [JSONValue] {
    if case .array(let elements)? = value { elements } else { [] }
  }

  private func keys(_ value: JSONValue?) -> [String] {
    if case .object(let members)? = value { members.keys.sorted() } else { [] }
  }
}
