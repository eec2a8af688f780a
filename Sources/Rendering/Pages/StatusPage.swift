package import EncodingsProtocol

extension StatusResult {
  /// The result for a person: a paragraph a part.
  package func text(in layout: Layout) -> String {
    let stateStyle: Style = state == .serving ? .good : state == .degraded ? .bad : .dim
    var lines = wrapped(
      [
        StyledText("encodingsd \(displayed(version))", .bold), StyledText(state.rawValue, stateStyle),
        StyledText("up \(span(seconds: uptimeSeconds))"), StyledText("process \(pid)"),
        StyledText("protocol \(displayed(protocolVersion))", .dim),
      ], width: layout.width)
    for part in [models.isEmpty ? [] : models.table(in: layout), counts(in: layout), latencies(in: layout)]
    where !part.isEmpty {
      lines += [StyledText()] + part
    }
    return layout.text(lines)
  }

  /// A line of figures a part that is known.
  private func counts(in layout: Layout) -> [StyledText] {
    var parts: [(title: String, figures: [String])] = []
    if let queue {
      parts.append(
        (
          "queue",
          [
            "\(grouped(queue.waiting)) of \(grouped(queue.limit)) waiting",
            "\(grouped(queue.waitingTokens)) tokens",
            "\(grouped(queue.running)) running",
          ]
        ))
    }
    if let requests {
      let outcomes = requests.byOutcome.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      parts.append(
        (
          "requests",
          ["\(grouped(requests.total)) answered"]
            + outcomes.map { "\(displayed($0.key)) \(grouped($0.value))" }
        ))
    }
    if let cache {
      parts.append(
        (
          "cache",
          [
            "\(grouped(cache.entries)) answers", "\(bytes(cache.bytes)) of \(bytes(cache.limitBytes))",
            "\(grouped(cache.hits)) hits", "\(grouped(cache.misses)) misses",
          ]
        ))
    }
    if let connections {
      parts.append(
        (
          "peers",
          ["\(grouped(connections.open)) of \(grouped(connections.limit)) connections"]
            + connections.peers.map { "user \($0.uid): \($0.connections) open, \($0.queued) waiting" }
        ))
    }
    if let memory {
      parts.append(
        (
          "memory",
          ["\(bytes(memory.residentBytes)) resident", "\(bytes(memory.privateDirtyBytes)) of its own"]
        ))
    }
    return parts.flatMap { paragraph($0.title, $0.figures, width: layout.width) }
  }

  /// A title and figures beside it, the lines after the first set in.
  private func paragraph(_ title: String, _ figures: [String], width: Int) -> [StyledText] {
    let indent = 10
    let pieces = figures.enumerated().map { StyledText($1 + ($0 + 1 < figures.count ? "," : "")) }
    return wrapped(pieces, width: max(1, width - indent), gap: " ").enumerated().map { index, line in
      StyledText(index == 0 ? title : "", .bold).padded(to: indent) + line
    }
  }

  private func latencies(in layout: Layout) -> [StyledText] {
    guard let latency, !latency.isEmpty else { return [] }
    let table = Table(
      columns: [
        Table.Column(title: "latency"), Table.Column(title: "count", alignment: .right, dispensable: 3),
        Table.Column(title: "half", alignment: .right),
        Table.Column(title: "90 %", alignment: .right, dispensable: 2),
        Table.Column(title: "99 %", alignment: .right),
        Table.Column(title: "most", alignment: .right, dispensable: 1),
      ],
      rows: latency.sorted { $0.key < $1.key }.map { method, quantiles in
        [StyledText(displayed(method)), StyledText(grouped(quantiles.count))]
          + [quantiles.p50Ms, quantiles.p90Ms, quantiles.p99Ms, quantiles.maxMs].map {
            StyledText(milliseconds($0))
          }
      })
    return table.lines(width: layout.width)
  }
}
