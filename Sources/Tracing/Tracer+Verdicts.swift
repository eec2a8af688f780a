import Kernels

extension Tracer {
  /// The answers to questions for whose comparisons all this was found in the vocabulary; nil where a number is not
  /// finite. What was left open is decided over all threads of the pool.
  func decide(_ parts: [(question: PreparedQuestion, comparison: Comparison, found: [RowVerdicts])])
    -> [Answer?]
  {
    let places = parts.indices.flatMap { part in parts[part].found.indices.map { (part, $0) } }
    let readings = workers.map(places.count) { place in
      let (part, query) = places[place]
      let (question, comparison, found) = parts[part]
      return Verdict(comparison: comparison, facts: vocabulary, kernels: kernels).reading(
        query, layer: question.layers[query % max(1, question.layers.count)], found: found[query])
    }
    var first = 0
    return parts.map { part in
      let own = readings[first..<first + part.found.count]
      first = own.endIndex
      return answer(part.question, own.compactMap { $0 })
    }
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
