import Kernels

extension Tracer {
  /// Entries that are decided before it is asked whether to go on: a few hundredths of a second of work.
  private static let entriesARound = 100_000

  /// The readings of each part's queries, for whose comparison all this was found in the vocabulary, or why one has
  /// none. What was left open is decided over all threads of the pool; nil if `goesOn`, asked now and then where that is
  /// much, ends the work.
  func decide(
    _ parts: [(question: PreparedQuestion, comparison: Comparison, found: [RowVerdicts])],
    goesOn: () -> Bool
  ) -> [[Result<LayerReading, TracingError>]]? {
    let queries = parts.indices.flatMap { part in parts[part].found.indices.map { (part: part, query: $0) } }
    var readings: [Result<LayerReading, TracingError>] = []
    while readings.count < queries.count {
      guard readings.isEmpty || goesOn() else { return nil }
      let rest = queries[readings.count...]
      var entries = 0
      let round = rest.prefix { part, query in
        defer { entries += parts[part].found[query].undecided }
        return entries < Self.entriesARound
      }
      readings += workers.map(round.count) { index in
        let (part, query) = round[round.startIndex + index]
        let (question, comparison, found) = parts[part]
        let verdict = Verdict(comparison: comparison, facts: vocabulary, kernels: kernels)
        return Result { () throws(TracingError) in
          try verdict.reading(
            query, layer: question.layers[query % question.layers.count], found: found[query])
        }
      }
    }
    var first = 0
    return parts.map { part in
      defer { first += part.found.count }
      return Array(readings[first..<first + part.found.count])
    }
  }
}
