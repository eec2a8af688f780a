import Kernels

extension Tracer {
  /// The answers to questions for whose comparisons all this was found in the vocabulary; nil where a number is not
  /// finite. What was left open is decided over all threads of the pool.
  func decide(_ parts: [(question: PreparedQuestion, comparison: Comparison, found: [RowVerdicts])])
    -> [Answer?]
  {
    let readings = workers.map(groups: parts.map(\.found.count)) { part, query in
      let (question, comparison, found) = parts[part]
      return Verdict(comparison: comparison, facts: vocabulary, kernels: kernels).reading(
        query, layer: question.layers[query % question.layers.count], found: found[query])
    }
    return zip(parts, readings).map { answer($0.question, $1.compactMap { $0 }) }
  }

  /// The answer of these readings, positions outermost; nil if some are missing.
  private func answer(_ question: PreparedQuestion, _ readings: [LayerReading]) -> Answer? {
    let layers = question.layers.count
    guard readings.count == question.positions.count * layers else { return nil }
    let journeys = question.positions.enumerated().map { place, position in
      Journey(position: position, readings: Array(readings[place * layers..<(place + 1) * layers]))
    }
    return Answer(text: question.text, journeys: journeys)
  }
}
