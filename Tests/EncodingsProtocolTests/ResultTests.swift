import EncodingsProtocol
import TestSupport
import FoundationEssentials
import Testing

@Suite("Results")
struct ResultTests {
  @Test("of trace are written in the documented order")
  func documentedOrder() {
    let result = TraceResult(
      model: ModelDescription(
        name: "m", family: "bert", layers: 1, hidden: 2, vocabulary: 3, digest: "sha256:0"),
      tap: "resid_mid", space: "word", metric: "cosine", arithmetic: "exact", truncated: false,
      tokens: [
        TokenDescription(position: 0, id: 5, token: "Ġa", text: " a", start: 0, end: 2, special: false)
      ],
      journeys: [
        JourneyDescription(
          position: 0,
          layers: [
            LayerDescription(
              layer: 0, similarity: 0.1, rank: 1, ties: 0,
              neighbors: [NeighborDescription(id: 5, token: "\"\\\u{1F}", similarity: 1e-5)])
          ])
      ], timing: Timing(queuedMs: 0.25, computeMs: 12))
    #expect(
      String(decoding: result.json(), as: UTF8.self)
        == #"{"model":{"name":"m","family":"bert","layers":1,"hidden":2,"vocabulary":3,"digest":"sha256:0"},"#
        + #""tap":"resid_mid","space":"word","metric":"cosine","arithmetic":"exact","truncated":false,"#
        + #""tokens":[{"position":0,"id":5,"token":"Ġa","text":" a","start":0,"end":2,"special":false}],"#
        + #""journeys":[{"position":0,"layers":[{"layer":0,"similarity":0.1,"rank":1,"ties":0,"#
        + #""neighbors":[{"id":5,"token":"\"\\\u001f","similarity":1e-05}]}]}],"#
        + #""timing":{"queuedMs":0.25,"computeMs":12.0}}"#)
  }

  @Test("of trace read back bit for bit, through Foundation's decoder")
  func roundTrip() throws {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<300 {
      let result = random.traceResult()
      let bytes = result.json()
      let decoded = try JSONDecoder().decode(TraceResult.self, from: Data(bytes))
      #expect(decoded == result)
      #expect(decoded.json() == bytes)
      // Every key the type has is written, and none besides.
      let viaFoundation = try JSONParser.parse(Array(try JSONEncoder().encode(result)))
      #expect(keys(viaFoundation) == keys(try JSONParser.parse(bytes)))
    }
  }

  @Test("that are not numbers are written as null, never as a word that is no JSON")
  func notFinite() throws {
    var random = SeededGenerator(seed: 6)
    var result = random.traceResult()
    result.timing.computeMs = .infinity
    #expect(try JSONParser.parse(result.json())["timing"]?["computeMs"] == .null)
  }

  @Test("of status leave out what is not known and name what is")
  func status() throws {
    var model = ServedModel(name: "m", state: .damaged, reason: "short", isDefault: true)
    model.mappedBytes = 12
    var status = StatusResult(version: "1", pid: 2, uptimeSeconds: 0.5, state: .serving, models: [model])
    #expect(
      String(decoding: try status.json(), as: UTF8.self)
        == #"{"models":[{"default":true,"mappedBytes":12,"name":"m","reason":"short","state":"damaged"}],"pid":2,"#
        + #""protocolVersion":"1.0","state":"serving","uptimeSeconds":0.5,"version":"1"}"#)
    status.queue = QueueStatus(waiting: 1, waitingTokens: 2, limit: 3, running: 4)
    status.requests = RequestCounts(total: 3, byOutcome: ["ok": 2, ErrorCode.cancelled.name: 1])
    status.latency = ["trace": LatencyQuantiles(count: 1, p50Ms: 1, p90Ms: 2, p99Ms: 3, maxMs: 4)]
    status.cache = CacheStatus(entries: 1, bytes: 2, limitBytes: 3, hits: 4, misses: 5)
    status.connections = ConnectionStatus(
      open: 1, limit: 2, peers: [PeerStatus(uid: 0, connections: 1, queued: 0)])
    status.memory = MemoryStatus(residentBytes: 1, privateDirtyBytes: 2)
    #expect(try JSONDecoder().decode(StatusResult.self, from: Data(try status.json())) == status)
  }

  @Test("with numbers that JSON cannot spell are a coded error where no writer of ours is used")
  func statusNotFinite() throws {
    let status = StatusResult(version: "", pid: 1, uptimeSeconds: .nan, state: .serving, models: [])
    #expect(try #require(throws: RPCError.self) { try status.json() }.known == .internalError)
  }

  /// Every path of keys in a value.
  private func keys(_ value: JSONValue) -> Set<String> {
    switch value {
    case .object(let members):
      members.reduce(into: []) { paths, member in
        paths.insert(member.key)
        paths.formUnion(keys(member.value).map { "\(member.key).\($0)" })
      }
    case .array(let elements): elements.reduce(into: []) { $0.formUnion(keys($1)) }
    default: []
    }
  }
}

extension SeededGenerator {
  mutating func traceResult() -> TraceResult {
    func integer() -> Int { Int(truncatingIfNeeded: next()) }
    return TraceResult(
      model: ModelDescription(
        name: string(), family: string(), layers: integer(), hidden: 0, vocabulary: .max, digest: string()),
      tap: string(), space: string(), metric: string(), arithmetic: string(), truncated: chance(0.5),
      tokens: (0..<3).map {
        TokenDescription(
          position: $0, id: integer(), token: string(), text: string(), start: .min, end: integer(),
          special: chance(0.5))
      },
      journeys: (0..<2).map { position in
        JourneyDescription(
          position: position,
          layers: (0..<3).map { layer in
            LayerDescription(
              layer: layer, similarity: float(), rank: integer(), ties: 0,
              neighbors: (0..<4).map { _ in
                NeighborDescription(id: integer(), token: string(), similarity: float())
              })
          })
      }, timing: Timing(queuedMs: Double(float()), computeMs: 0))
  }
}
