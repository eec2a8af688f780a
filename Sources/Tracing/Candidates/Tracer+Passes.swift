import Kernels

extension Tracer {
  /// What is found in the vocabulary for the queries of each comparison; nil if `goesOn`, told the fraction done, ends
  /// the work.
  func find(_ comparisons: [Comparison], goesOn: (Double) -> Bool) -> [[RowVerdicts]]? {
    guard let fixed = fixedVocabulary else {
      return find(comparisons, in: comparisons.map { _ in .stored(vocabulary.rows) }, goesOn: goesOn)
    }
    let forms = comparisons.map {
      $0.suitsFixedPoint ? VocabularyForm.fixed(fixed) : .stored(vocabulary.rows)
    }
    let found = find(comparisons, in: forms, goesOn: goesOn)
    if fixed.isWhole() { return found }
    // Somebody wrote to the copy: the stored numbers are as good, and are checked in their own way.
    use(nil as FixedVocabulary?)
    return find(comparisons, goesOn: { _ in goesOn(1) })
  }

  private func find(
    _ comparisons: [Comparison], in forms: [VocabularyForm], goesOn: (Double) -> Bool
  ) -> [[RowVerdicts]]? {
    var found = comparisons.map { _ in [RowVerdicts]() }
    let total = Double(max(1, comparisons.reduce(0) { $0 + $1.queries.count }))
    var done = 0.0
    for isFixed in [true, false] {
      let chosen = comparisons.indices.filter { forms[$0].isFixed == isFixed }
      guard let form = chosen.first.map({ forms[$0] }) else { continue }
      let layout = PassLayout(
        chosen.map { comparisons[$0] }, form: form, facts: vocabulary, kernels: kernels)
      let pass = VocabularyPass(layout, facts: vocabulary, kernels: kernels, workers: workers)
      let part = Double(layout.sieves.count) / total
      guard let verdicts = pass.run(goesOn: { goesOn(done + $0 * part) }) else { return nil }
      done += part
      var first = 0
      for index in chosen {
        let end = first + comparisons[index].queries.count
        found[index] = Array(verdicts[first..<end])
        first = end
      }
    }
    return found
  }
}

extension VocabularyForm {
  fileprivate var isFixed: Bool { if case .fixed = self { true } else { false } }
}

extension Comparison {
  /// Whether fixed-point numbers leave few entries open. A normalised space divides by what small differences decide,
  /// so its bounds are many times wider.
  fileprivate var suitsFixedPoint: Bool { spaces.allSatisfy { $0.space != .embedding } }
}
