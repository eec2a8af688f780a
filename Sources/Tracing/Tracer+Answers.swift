import Encoders
import Kernels
import Synchronization

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
    return questions.map { _ in .failure(.damaged(reason: "\(damage.file) \(damage.reason)")) }
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
    for (index, verdicts) in zip(sound, found) {
      results[index] =
        cancelled.contains(index)
        ? .failure(.cancelled) : finish(questions[index], comparisons[index], verdicts)
    }
    return results
  }

  private static let notFinite = TracingError.damaged(reason: "the weights gave a number that is not finite")

  func compare(_ questions: [PreparedQuestion], _ readings: [TapReadings]) -> [Comparison] {
    zip(questions, readings).map { question, readings in
      let ids = question.text.tokens.map { Int32($0.id) }
      let table = encoder.family.positions(of: ids)
      // The demo adds the position row of token 0, whichever token it traces.
      let published = question.question.arithmetic == .published
      let rows = question.positions.map { encoder.embeddings.position.widened(table[published ? 0 : $0]) }
      return Comparison(
        ids: question.positions.map { Int(ids[$0]) }, positions: rows, readings: readings,
        space: question.question.space, metric: question.question.metric, top: question.question.top,
        layerCount: question.layers.count, facts: vocabulary, kernels: kernels)
    }
  }

  private func finish(
    _ question: PreparedQuestion, _ comparison: Comparison, _ found: [RowVerdicts]
  ) -> Result<Answer, TracingError> {
    let verdict = Verdict(comparison: comparison, facts: vocabulary, kernels: kernels)
    let readings = ReadingSlots(count: found.count)
    workers.run(found.count) { index in
      readings.set(
        index,
        verdict.reading(
          index, layer: question.layers[index % max(1, question.layers.count)], found: found[index]))
    }
    var journeys: [Journey] = []
    for (place, position) in question.positions.enumerated() {
      var journey = Journey(position: position, readings: [])
      for layer in question.layers.indices {
        guard let reading = readings.get(place * question.layers.count + layer) else {
          return .failure(Self.notFinite)
        }
        journey.readings.append(reading)
      }
      journeys.append(journey)
    }
    return .success(Answer(text: question.text, journeys: journeys))
  }
}

/// Results of a round of the pool; each index is written once, by one thread.
private final class ReadingSlots: @unchecked Sendable {
  private let slots: UnsafeMutableBufferPointer<LayerReading?>

  init(count: Int) {
    slots = .allocate(capacity: count)
    slots.initialize(repeating: nil)
  }

  deinit {
    slots.deinitialize()
    slots.deallocate()
  }

  func set(_ index: Int, _ reading: LayerReading?) { slots[index] = reading }
  func get(_ index: Int) -> LayerReading? { slots[index] }
}
