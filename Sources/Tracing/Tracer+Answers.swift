import Encoders

extension Tracer {
  /// Share of a question's time that the forward pass takes, for progress alone.
  private static let forwardShare = 0.4

  /// Answers all of `questions` in one pass over the weights.
  ///
  /// Each answer's bits are what its question would get alone. `isCancelled` is asked between layers and between
  /// stretches of the vocabulary with the question's index; `progress` is told the index and the fraction done,
  /// from the calling thread.
  ///
  /// Where the weights changed while they were read, no question of the pass has an answer.
  package func answer(
    _ questions: [PreparedQuestion], isCancelled: (Int) -> Bool, progress: (Int, Double) -> Void
  ) -> [Result<Answer, TracingError>] {
    let results = computed(questions, isCancelled: isCancelled, progress: progress)
    guard let damage = checkpoint.damage else { return results }
    return questions.map { _ in .failure(.damaged(Damage(file: damage.file, reason: damage.reason))) }
  }

  private func computed(
    _ questions: [PreparedQuestion], isCancelled: (Int) -> Bool, progress: (Int, Double) -> Void
  ) -> [Result<Answer, TracingError>] {
    var cancelled = Set<Int>()
    func goesOn(_ fraction: Double) -> Bool {
      for index in questions.indices where !cancelled.contains(index) {
        if isCancelled(index) { cancelled.insert(index) } else { progress(index, fraction) }
      }
      return cancelled.count < questions.count
    }
    let nothing = questions.map { _ in Result<Answer, TracingError>.failure(.cancelled) }
    guard !questions.isEmpty, goesOn(0) else { return nothing }
    let layers = Double(facts.layers)
    guard
      let readings = readings(
        of: questions.map(\.request), goesOn: { goesOn(Self.forwardShare * Double($0) / layers) })
    else { return nothing }
    let comparisons = compare(questions, readings)
    let passes = PassCut.passes(comparisons, most: mostQueries)
    var found = questions.map { _ in [Result<LayerReading, TracingError>]() }
    for (number, pass) in passes.enumerated() {
      let pieces = pass.filter { comparisons[$0.question].isSound && !cancelled.contains($0.question) }
      let share = (1 - Self.forwardShare) / Double(passes.count)
      let begin = Self.forwardShare + share * Double(number)
      guard let verdicts = find(pieces.map(\.comparison), goesOn: { goesOn(begin + share * $0) }) else {
        return nothing
      }
      let wanted = zip(pieces, verdicts).filter { !cancelled.contains($0.0.question) }
      guard
        let decided = decide(
          wanted.map { (questions[$0.question], $0.comparison, $1) }, goesOn: { goesOn(begin + share) })
      else { return nothing }
      for ((piece, _), readings) in zip(wanted, decided) { found[piece.question] += readings }
    }
    var results = nothing
    for index in questions.indices where !cancelled.contains(index) {
      results[index] = Result { () throws(TracingError) in try answer(questions[index], found[index]) }
    }
    return results
  }

  /// The answer of these readings, positions outermost. Throws why one is none, or is missing.
  private func answer(
    _ question: PreparedQuestion, _ found: [Result<LayerReading, TracingError>]
  ) throws(TracingError) -> Answer {
    var readings: [LayerReading] = []
    for reading in found { readings.append(try reading.get()) }
    let layers = question.layers.count
    guard readings.count == question.positions.count * layers else { throw .notFinite }
    let journeys = question.positions.enumerated().map { place, position in
      Journey(position: position, readings: Array(readings[place * layers..<(place + 1) * layers]))
    }
    return Answer(text: question.text, journeys: journeys)
  }
}

extension TracingError {
  /// What the weights gave cannot be compared.
  static let notFinite = TracingError.damaged(
    Damage(file: nil, reason: "the weights gave a number that is not finite"))
}
