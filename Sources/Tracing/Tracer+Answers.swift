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
    let sound = comparisons.indices.filter { comparisons[$0].isSound && !cancelled.contains($0) }
    guard
      let found = find(
        sound.map { comparisons[$0] }, goesOn: { goesOn(Self.forwardShare + (1 - Self.forwardShare) * $0) })
    else { return nothing }
    var results = nothing
    for index in comparisons.indices where !comparisons[index].isSound {
      results[index] = .failure(Self.notFinite)
    }
    let decided = zip(sound, found).filter { !cancelled.contains($0.0) }
    guard
      let answers = decide(
        decided.map { (questions[$0], comparisons[$0], $1) }, goesOn: { goesOn(1) })
    else { return nothing }
    for ((index, _), answer) in zip(decided, answers) {
      results[index] = answer.map { .success($0) } ?? .failure(Self.notFinite)
    }
    return results
  }

  private static let notFinite = TracingError.damaged(
    Damage(file: nil, reason: "the weights gave a number that is not finite"))
}
