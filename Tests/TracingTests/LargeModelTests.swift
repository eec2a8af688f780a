import Kernels
import TestSupport
import Testing
import Tracing

/// A checkpoint of roberta-base's shape, at 14 and at 512 tokens. Its memory is measured where it has a process of its
/// own, in the integration tests.
@Suite(.serialized) struct LargeModelTests {
  @Test(.enabled(if: TestData.largeModel != nil, "ENCODINGS_LARGE_MODEL names no folder"))
  func robertaBaseShape() throws {
    let clock = ContinuousClock()
    let folder = try #require(TestData.largeModel)
    var loaded: Tracer?
    let loading = try clock.measure { loaded = try Tracer(folder: folder, workers: WorkerPool()) }
    let tracer = try #require(loaded)
    print("loaded in \(loading)")
    var judge = Judge()
    for text in try Golden.load("roberta-base-random").texts {
      let tokens = try tracer.tokenize(text.text, truncate: false).tokens
      #expect(tokens.map(\.id) == text.ids)
      for position in Set(text.cases.map(\.position)).sorted() {
        try judge.compare(tracer, text, position: position)
      }
      let question = try tracer.prepare(text.cases[0].question(text.text))
      let time = clock.measure { _ = tracer.answers([question]) }
      print("\(tokens.count) tokens, one position: \(time)")
    }
    let all = try tracer.prepare(Question(text: Golden.load("roberta-base-random").texts[0].text))
    let time = clock.measure { _ = tracer.answers([all]) }
    print("14 tokens, every position: \(time)")
    print("roberta-base shape: \(judge.summary)")
    #expect(judge.complaints.isEmpty, "\(judge.complaints.prefix(5))")
    #expect(judge.compared > 0)
  }
}

extension Judge {
  /// Holds the cases about one position against answers given together.
  mutating func compare(_ tracer: Tracer, _ text: GoldenText, position: Int) throws {
    let cases = text.cases.filter { $0.position == position }
    let questions = try cases.map { try tracer.prepare($0.question(text.text)) }
    for (goldenCase, answer) in zip(cases, tracer.answers(questions)) {
      for (reading, expected) in zip(try answer.get().journeys[0].readings, goldenCase.layers) {
        compare(
          ReadingFound(reading), with: expected, about: "\(text.ids.count) tokens, position \(position)")
      }
    }
  }
}
