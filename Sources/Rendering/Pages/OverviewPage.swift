import EncodingsProtocol

extension TraceResult {
  /// Every journey in a row: the token, its rank and its similarity across the layers as sparklines, its last rank,
  /// and where its rank jumps.
  func overviewPage(in layout: Layout) -> [StyledText] {
    let layerCount = journeys.first?.layers.count ?? 0
    let group = groupSize(count: layerCount, columns: max(4, (layout.width - 24) / 2))
    let marks = (layerCount + group - 1) / group
    let hasSimilarity = layout.width >= 2 * marks + 40
    var columns = [
      Table.Column(title: "", alignment: .right), Table.Column(title: "token", minimum: 6),
      Table.Column(title: "rank"), Table.Column(title: "last", alignment: .right),
      Table.Column(title: "jumps at", minimum: 8, dispensable: 1),
    ]
    if hasSimilarity {
      columns.insert(Table.Column(title: metric == "euclidean" ? "−distance" : "similarity"), at: 3)
    }
    let range = similarityRange
    let rows = journeys.map { journey in
      var row = row(journey, marks: marks)
      if hasSimilarity { row.insert(similarities(journey, marks: marks, range: range), at: 3) }
      return row
    }
    return heading(in: layout) + [StyledText()]
      + Table(columns: columns, rows: rows).lines(width: layout.width)
      + [StyledText()] + legend(group: group, range: hasSimilarity ? range : nil, in: layout)
  }

  private func row(_ journey: JourneyDescription, marks: Int) -> [StyledText] {
    let ranks = condensed(journey.layers.map(\.rank), columns: marks, by: max)
    let isSpecial = tokens.indices.contains(journey.position) && tokens[journey.position].special
    let last = journey.layers.last?.rank
    return [
      StyledText("\(journey.position)", .dim),
      StyledText(shown(position: journey.position), isSpecial ? .dim : .plain),
      StyledText(sparkline(ranks.map { rankFraction($0, vocabulary: model.vocabulary) }), .traced),
      StyledText(last.map { "\($0)" } ?? "", last == 1 ? .good : .plain),
      StyledText(Jump.jumps(in: journey.layers).map(\.text).joined(separator: "  ")),
    ]
  }

  private func similarities(_ journey: JourneyDescription, marks: Int, range: ClosedRange<Double>?)
    -> StyledText
  {
    let values = condensed(journey.layers.map { Double($0.similarity) }, columns: marks, by: min)
    return StyledText(sparkline(values.map { range?.fraction($0) ?? 0 }), .dim)
  }

  private func legend(group: Int, range: ClosedRange<Double>?, in layout: Layout) -> [StyledText] {
    let layers = journeys.first?.layers.map(\.layer) ?? []
    var sentences: [String] = []
    if layers.count == 1 {
      sentences.append("One mark: layer \(layers[0]).")
    } else if !layers.isEmpty {
      let share = group > 1 ? ", \(group) a mark, the farthest of them" : ""
      sentences.append("From left to right: layers \(ranges(of: layers))\(share).")
    }
    sentences.append("Rank by its logarithm: ▁ 1, █ \(grouped(model.vocabulary)).")
    if let range {
      let name = metric == "euclidean" ? "−Distance" : "Similarity"
      sentences.append("\(name): ▁ \(fixed(range.lowerBound, 3)), █ \(fixed(range.upperBound, 3)).")
    }
    if layers.count > 1 {
      sentences.append(
        "Jumps: layers where the rank is \(Jump.leastFactor) times the layer before's or more (×), or"
          + " 1/\(Jump.leastFactor) of it or less (÷).")
    }
    return wrapped(sentences.joined(separator: " "), .dim, width: layout.width)
  }
}
