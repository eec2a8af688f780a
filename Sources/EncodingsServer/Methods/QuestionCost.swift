import Tracing

/// What a question costs, known before it is computed.
struct QuestionCost: Equatable {
  /// In tokens' passes through all layers. Comparing one position's encodings with the vocabulary costs
  /// 2·V·H operations a layer, one token's layer about 24·H²: so V/12H of a pass.
  let work: Int
  /// The fewest bytes that the answer can have: every neighbour with a one-digit id and an empty spelling.
  let answerBytes: Int

  /// To measure, sort and spell a neighbour takes as long as so many operations.
  private static let neighborOperations = 120_000.0
  private static let neighborBytes = #"{"id":1,"token":"","similarity":0.1},"#.utf8.count
  private static let layerBytes = #"{"layer":0,"similarity":0.1,"rank":1,"ties":0,"neighbors":[]},"#.utf8
    .count

  init(_ question: Question, tokens: Int, facts: ModelFacts) {
    let layers = question.layers?.count ?? facts.layers
    let positions = question.position == nil ? tokens : 1
    let readings = positions.multipliedReportingOverflow(by: layers)
    let hidden = Double(max(facts.hidden, 1))
    let reading =
      2 * Double(facts.vocabulary) * hidden + Double(max(0, question.top)) * Self.neighborOperations
    let passes =
      Double(readings.partialValue) * reading / (24 * hidden * hidden * Double(max(facts.layers, 1)))
    work = max(1, tokens) &+ Int(min(max(passes, 0), 1e12))
    let neighbors = QuestionCost.neighborBytes.multipliedReportingOverflow(by: max(0, question.top))
    let layer = QuestionCost.layerBytes.addingReportingOverflow(neighbors.partialValue)
    let bytes = readings.partialValue.multipliedReportingOverflow(by: layer.partialValue)
    let overflows = neighbors.overflow || layer.overflow || readings.overflow || bytes.overflow
    answerBytes = overflows ? Int.max : bytes.partialValue
  }
}
