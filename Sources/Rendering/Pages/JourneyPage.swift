import EncodingsProtocol

extension TraceResult {
  /// One token's journey: the sentence, then a row a layer with rank, similarity, a bar and the nearest tokens.
  func journeyPage(_ journey: JourneyDescription, showsAll: Bool, in layout: Layout) -> [StyledText] {
    var lines = heading(in: layout)
    lines.append(StyledText())
    lines += sentence(traced: journey.position, in: layout)
    lines.append(StyledText())
    let hasBar = layout.width >= 60
    let barWidth = layout.width >= 120 ? 20 : 10
    var columns = [
      Table.Column(title: "layer", alignment: .right), Table.Column(title: "rank", alignment: .right),
      Table.Column(title: metric == "euclidean" ? "−distance" : "similarity", alignment: .right),
    ]
    if hasBar { columns.append(Table.Column(title: "")) }
    let range = barRange
    let figures = Table(
      columns: columns,
      rows: journey.layers.map { reading in
        var row = [
          StyledText("\(reading.layer)"),
          StyledText("\(reading.rank)\(reading.ties > 0 ? "=" : "")", reading.rank == 1 ? .good : .plain),
          StyledText(fixed(Double(reading.similarity), 3)),
        ]
        if hasBar {
          let length = bar(range.fraction(Double(reading.similarity)), columns: barWidth)
          row.append(StyledText(length, .dim).padded(to: barWidth))
        }
        return row
      }
    ).lines(width: layout.width)
    let own = tokens.indices.contains(journey.position) ? tokens[journey.position].id : nil
    let nearest =
      [[StyledText("nearest", .bold)]] + journey.layers.map { names($0.neighbors, own: own, in: layout) }
    var isCut = false
    for (figures, names) in zip(figures, nearest) {
      // Only whole names, so that none is taken for another; one that is too long alone is cut.
      let named = wrapped(names, width: max(1, layout.width - figures.columns - 2))
      let shown = showsAll ? named : Array(named.prefix(1))
      isCut = isCut || shown.count < named.count
      lines.append(figures + StyledText("  ") + (shown.first ?? StyledText()))
      lines += shown.dropFirst().map { StyledText().padded(to: figures.columns + 2) + $0 }
    }
    return lines + legend(journey, hasBar: hasBar, isCut: isCut, in: layout)
  }

  /// Cosines are drawn from 0 to 1, so that two traces compare; distances between the least and the greatest shown.
  private var barRange: ClosedRange<Double> {
    metric == "euclidean" ? similarityRange ?? 0...1 : 0...1
  }

  private func names(_ neighbors: [NeighborDescription], own: Int?, in layout: Layout) -> [StyledText] {
    neighbors.map { neighbor in
      let isOwn = neighbor.id == own
      let name = StyledText((isOwn ? "▶" : "") + model.readable(neighbor.token), isOwn ? .traced : .plain)
      guard layout.width >= 100 else { return name }
      return name + StyledText(" " + fixed(Double(neighbor.similarity), 3), .dim)
    }
  }

  private func legend(_ journey: JourneyDescription, hasBar: Bool, isCut: Bool, in layout: Layout)
    -> [StyledText]
  {
    var sentences = [
      "▶ is the traced token itself; rank 1 of \(grouped(model.vocabulary)) is nearest to the encoding."
    ]
    if hasBar {
      let ends = [barRange.lowerBound, barRange.upperBound].map { fixed($0, metric == "euclidean" ? 3 : 0) }
      sentences.append("Bars run from \(ends[0]) to \(ends[1]).")
    }
    if journey.layers.contains(where: { $0.ties > 0 }) {
      sentences.append("= after a rank: other entries are exactly as near.")
    }
    if isCut {
      sentences.append("As many nearest entries as a line holds; --top N shows N, --json all of them.")
    }
    return [StyledText()] + wrapped(sentences.joined(separator: " "), .dim, width: layout.width)
  }
}
