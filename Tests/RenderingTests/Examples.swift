import EncodingsProtocol

/// Results made up for the tests: a sentence through six layers, as a real model might answer.
enum Examples {
  static let model = ModelDescription(
    name: "roberta-small", family: "roberta", layers: 6, hidden: 384, vocabulary: 50_265,
    digest: "sha256:53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db")

  static let tokens: [TokenDescription] = {
    let spellings = [
      "<s>", "Time", "Ġflies", "Ġlike", "Ġan", "Ġarrow", ".", "ĠFruit", "Ġflies", "Ġlike", "Ġa", "Ġbanana",
      ".",
      "</s>",
    ]
    var offset = 0
    return spellings.enumerated().map { position, spelling in
      let isSpecial = spelling.hasPrefix("<")
      let text = isSpecial ? "" : String(spelling.map { $0 == "Ġ" ? " " : $0 })
      defer { offset += text.unicodeScalars.count }
      return TokenDescription(
        position: position,
        id: 100 + spelling.unicodeScalars.reduce(0) { ($0 * 31 + Int($1.value)) % 40_000 },
        token: spelling, text: text, start: offset, end: offset + text.unicodeScalars.count,
        special: isSpecial)
    }
  }()

  static func journey(_ position: Int, ranks: [Int], neighbors: Int = 15) -> JourneyDescription {
    let names = [
      "Ġflies", "Ġfly", "Ġflying", "flies", "ĠFlies", "Ġflew", "fly", "ĠFly", "Ġflown", "Ġflight", "ĠcafÃ©",
      "ãĥ¼ãĥĪ",
      "Ġmosquitoes", "Ġbirds", "Ġinsects",
    ]
    return JourneyDescription(
      position: position,
      layers: ranks.enumerated().map { layer, rank in
        let similarity = 0.6 - Float(layer) * 0.07
        var near = names.prefix(neighbors).enumerated().map { index, name in
          NeighborDescription(
            id: name == "Ġflies" ? tokens[position].id : 90_000 + index, token: name,
            similarity: similarity - Float(index) * 0.011)
        }
        if rank <= near.count, rank > 1 { near.swapAt(0, rank - 1) }
        if rank > near.count, !near.isEmpty { near.removeFirst() }
        return LayerDescription(
          layer: layer, similarity: similarity, rank: rank, ties: layer == 5 ? 2 : 0, neighbors: near)
      })
  }

  static func trace(_ journeys: [JourneyDescription], metric: String = "cosine") -> TraceResult {
    TraceResult(
      model: model, tap: "resid_mid", space: "word+position", metric: metric, arithmetic: "exact",
      truncated: false, tokens: tokens, journeys: journeys, timing: Timing(queuedMs: 0.1, computeMs: 4.2))
  }

  static let one = trace([journey(2, ranks: [1, 1, 3, 2, 840, 18])])

  static let all = trace(
    tokens.map { token in
      journey(
        token.position,
        ranks: [
          1, 1 + token.position, 1 + token.position * token.position, 2,
          token.position.isMultiple(of: 2) ? 31_000 : 7,
          token.position * 5 + 1,
        ], neighbors: 0)
    })

  static let tokenized = TokenizeResult(model: model, tokens: tokens, truncated: true)

  static let models: ModelsResult = {
    var ready = ServedModel(name: "roberta-small", state: .ready, isDefault: true)
    ready.family = "roberta"
    ready.layers = 6
    ready.hidden = 384
    ready.vocabulary = 50_265
    ready.limit = 512
    ready.mappedBytes = 119_654_912
    ready.digest = model.digest
    let damaged = ServedModel(
      name: "minilm", state: .damaged,
      reason: "model.safetensors at byte 8: the header is longer than the file; it announces 9,437,184 bytes",
      isDefault: false)
    let loading = ServedModel(
      name: "xlm", state: .loading, reason: "reading tokenizer.json", isDefault: false)
    return ModelsResult(models: [ready, damaged, loading])
  }()

  static let status: StatusResult = {
    var status = StatusResult(
      version: "0.3.0", pid: 4242, uptimeSeconds: 275_400.5, state: .serving, models: models.models)
    status.queue = QueueStatus(waiting: 3, waitingTokens: 1_024, limit: 256, running: 8)
    status.requests = RequestCounts(
      total: 12_345, byOutcome: ["ok": 12_300, "cancelled": 30, "overloaded": 10, "textTooLong": 5])
    status.latency = [
      "trace": LatencyQuantiles(count: 12_000, p50Ms: 8.4, p90Ms: 17.25, p99Ms: 240, maxMs: 1530),
      "tokenize": LatencyQuantiles(count: 345, p50Ms: 0.123, p90Ms: 0.2, p99Ms: 0.9, maxMs: 2),
    ]
    status.cache = CacheStatus(
      entries: 120, bytes: 8_123_456, limitBytes: 67_108_864, hits: 900, misses: 11_445)
    status.connections = ConnectionStatus(
      open: 3, limit: 256,
      peers: [
        PeerStatus(uid: 0, connections: 1, queued: 0), PeerStatus(uid: 1000, connections: 2, queued: 3),
      ])
    status.memory = MemoryStatus(residentBytes: 180_355_072, privateDirtyBytes: 22_020_096)
    return status
  }()
}
