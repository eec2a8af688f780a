import Checkpoints
import Tracing

/// The real thing behind `Answering`.
struct TracerAnswering: Answering {
  let tracer: Tracer

  var facts: ModelFacts { tracer.facts }
  var weights: [MappedFile] { tracer.weights }

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

  func takeCopies(from copies: DerivedCopies, name: String) -> [TakenCopy] {
    var taken: [TakenCopy] = []
    func take<Copy: DerivedCopy>(_ copy: Copy, _ use: (Copy.Form?) -> Void) {
      let (form, outcome) = copies.provide(copy, name: name)
      // Of weights that were written to meanwhile it would be a copy of nothing.
      if tracer.isWhole { use(form) }
      taken.append(TakenCopy(title: Copy.title, outcome: outcome))
    }
    if !tracer.hasFixedVocabulary { take(tracer.fixedCopy) { tracer.use($0) } }
    // Nothing is amiss where there is nothing to gain.
    if !tracer.hasPanelWeights, tracer.panelCopy.isWorthwhile { take(tracer.panelCopy) { tracer.use($0) } }
    return taken
  }
}
