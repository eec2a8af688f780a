import Tracing

/// What a question costs, known before it is computed. Work is counted in thousands of operations, whatever the model.
struct QuestionCost: Equatable {
  /// The work of the forward pass: about 24 H² operations for a token and layer, up to the last layer asked for.
  let forward: Int
  /// The work of the readings: 2 V H operations each, and what it takes to measure, sort and spell neighbours.
  let reading: Int
  /// The fewest bytes that the answer can have: every neighbour with a one-digit id and an empty spelling.
  let answerBytes: Int

  /// Both.
  var work: Int { forward &+ reading }
}

extension QuestionCost {
  /// A neighbour takes as long as so many operations.
  private static let neighborOperations = 120_000.0
  private static let neighborBytes = #"{"id":1,"token":"","similarity":0.1},"#.utf8.count
  private static let layerBytes = #"{"layer":0,"similarity":0.1,"rank":1,"ties":0,"neighbors":[]},"#.utf8
    .count

  init(_ question: Question, tokens: Int, facts: ModelFacts) {
    let layers = question.layers?.count ?? facts.layers
    let depth = question.layers.map { 1 &+ ($0.max() ?? -1) } ?? facts.layers
    let positions = question.position == nil ? tokens : 1
    let hidden = Double(facts.hidden)
    forward = Self.thousands(24 * hidden * hidden * Double(depth) * Double(tokens))
    let each = 2 * Double(facts.vocabulary) * hidden + Double(max(0, question.top)) * Self.neighborOperations
    reading = Self.thousands(each * Double(positions) * Double(layers))
    let neighbors = QuestionCost.neighborBytes.multipliedReportingOverflow(by: max(0, question.top))
    let layer = QuestionCost.layerBytes.addingReportingOverflow(neighbors.partialValue)
    let readings = positions.multipliedReportingOverflow(by: layers)
    let bytes = readings.partialValue.multipliedReportingOverflow(by: layer.partialValue)
    let overflows = neighbors.overflow || layer.overflow || readings.overflow || bytes.overflow
    answerBytes = overflows ? Int.max : bytes.partialValue
  }

  private static func thousands(_ operations: Double) -> Int {
    Int(min(max(operations / 1000, 1), 1e12))
  }
}
