import Tracing

/// The real thing behind `Answering`.
struct TracerAnswering: Answering {
  let tracer: Tracer

  var facts: ModelFacts { tracer.facts }

  func tokenize(_ text: String, truncate: Bool) throws(TracingError) -> TokenizedText {
    try tracer.tokenize(text, truncate: truncate)
  }

  func prepare(_ question: Question) throws(TracingError) -> any PreparedText {
    try tracer.prepare(question)
  }

  func knowsEncodings(for question: any PreparedText) -> Bool {
    (question as? PreparedQuestion).map(tracer.knowsEncodings) ?? false
  }

  func answer(
    _ questions: [any PreparedText], isCancelled: (Int) -> Bool, progress: (Int, Double) -> Void
  ) -> [Result<Answer, TracingError>] {
    // A lane only brings a model what that model prepared, so nothing is lost here.
    tracer.answer(
      questions.compactMap { $0 as? PreparedQuestion }, isCancelled: isCancelled, progress: progress)
  }

  func spelling(of id: Int) -> String {
    tracer.spelling(of: id)
  }

  func takeCopy(from copies: VocabularyCopies, name: String) -> VocabularyCopies.Outcome? {
    guard !tracer.hasFixedVocabulary else { return nil }
    let (vocabulary, outcome) = copies.provide(tracer.fixedCopy, name: name)
    // Of weights that were written to meanwhile it would be a copy of nothing.
    if tracer.isWhole { tracer.use(vocabulary) }
    return outcome
  }
}
