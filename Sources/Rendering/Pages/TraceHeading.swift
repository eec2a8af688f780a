import EncodingsProtocol

extension TraceResult {
  /// What was asked of which model, and what came of the text.
  func heading(in layout: Layout) -> [StyledText] {
    let facts = [tap, space, metric, arithmetic].map { StyledText(displayed($0), .dim) }
    var lines = wrapped([StyledText(displayed(model.name), .bold)] + facts, width: layout.width)
    if truncated {
      lines += wrapped(
        "The text was cut to the \(tokens.count) tokens that the model reads.", .bad, width: layout.width)
    }
    return lines
  }

  /// A token of the text by its position, as it is shown.
  func shown(position: Int) -> String {
    tokens.indices.contains(position) ? model.readable(tokens[position].token) : "?"
  }

  /// The least and the greatest similarity of the journeys; nil if there is none.
  var similarityRange: ClosedRange<Double>? {
    let similarities = journeys.flatMap { $0.layers.map { Double($0.similarity) } }.filter(\.isFinite)
    guard let least = similarities.min(), let greatest = similarities.max() else { return nil }
    return least...greatest
  }
}

extension ClosedRange<Double> {
  /// Where a value lies in the range: 0…1, and 1 in a range of one value.
  func fraction(_ value: Double) -> Double {
    upperBound > lowerBound ? (value - lowerBound) / (upperBound - lowerBound) : 1
  }
}
