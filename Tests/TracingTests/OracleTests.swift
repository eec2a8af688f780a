import Encoders
import Kernels
import TestSupport
import Testing
import Tracing

/// Answers against the float64 oracle: all taps, spaces, metrics and both arithmetics, at every level of vector
/// units that this CPU has.
@Suite struct OracleTests {
  static let tiny = [
    "tiny-roberta-f32", "tiny-roberta-f16", "tiny-roberta-bf16-sharded", "tiny-bert-f32",
    "tiny-bert-f16-cased",
    "tiny-bert-bf16-mixed",
  ]

  @Test(arguments: tiny, VectorLevel.available)
  func tinyModels(_ name: String, _ level: VectorLevel) throws {
    try judge(name, folder: RepositoryRoot.file("Tests/Reference/models/\(name)"), level)
  }

  @Test(arguments: VectorLevel.available)
  func bundledModel(_ level: VectorLevel) throws {
    try judge("roberta-mini", folder: RepositoryRoot.file("Deploy/models/roberta-mini"), level)
  }

  @Test(
    .enabled(if: TestData.miniLM != nil, "ENCODINGS_MINILM names no folder"), arguments: VectorLevel.available
  )
  func miniLM(_ level: VectorLevel) throws {
    try judge("minilm", folder: #require(TestData.miniLM), level)
  }

  @Test(
    .enabled(if: TestData.shared != nil, "the shared models are not here"), arguments: VectorLevel.available)
  func robertaFirst(_ level: VectorLevel) throws {
    try judge("roberta-first", folder: #require(TestData.shared) + "/models/roberta-first", level)
  }

  private func judge(_ name: String, folder: String, _ level: VectorLevel) throws {
    let golden = try Golden.load(name)
    let tracer = try Tracer(folder: folder, workers: WorkerPool(width: 2), level: level)
    var judge = Judge()
    for text in golden.texts {
      #expect(try tracer.tokenize(text.text, truncate: false).tokens.map(\.id) == text.ids)
      let questions = try text.cases.map { try tracer.prepare($0.question(text.text)) }
      for (question, (goldenCase, answer)) in zip(questions, zip(text.cases, tracer.answers(questions))) {
        let readings = try #require(answer.get().journeys.first).readings
        #expect(readings.map(\.layer) == question.layers)
        for (reading, expected) in zip(readings, goldenCase.layers) {
          judge.compare(
            ReadingFound(reading), with: expected, about: "\(name) \(goldenCase.question(text.text))")
        }
      }
    }
    print("\(name) at \(level): \(judge.summary)")
    #expect(judge.compared > 0)
    #expect(judge.complaints.isEmpty, "\(judge.complaints.prefix(5))")
  }
}

extension GoldenCase {
  func question(_ text: String) -> Question {
    Question(
      text: text, position: position, tap: Tap(rawValue: tap) ?? .residMid,
      space: Space(rawValue: space) ?? .word,
      metric: Metric(rawValue: metric) ?? .cosine, arithmetic: Arithmetic(rawValue: arithmetic) ?? .exact,
      top: top,
      layers: layers.map(\.layer))
  }
}

extension Tracer {
  func answers(_ questions: [PreparedQuestion]) -> [Result<Answer, TracingError>] {
    answer(questions, isCancelled: { _ in false }, progress: { _, _ in })
  }
}

extension ReadingFound {
  init(_ reading: LayerReading) {
    self.init(
      similarity: Double(reading.similarity), rank: reading.rank, ties: reading.ties,
      neighbors: reading.neighbors.map { ($0.id, Double($0.similarity)) })
  }
}
