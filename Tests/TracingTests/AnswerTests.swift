import Encoders
import Kernels
import TestSupport
import Testing
import Tracing

/// What answers promise beside their numbers.
@Suite struct AnswerTests {
  static let text = "Time flies like an arrow. Fruit flies like a banana."

  private func tracer(_ name: String = "tiny-roberta-f32", width: Int = 2, level: VectorLevel = .best) throws
    -> Tracer
  {
    try Tracer(
      folder: RepositoryRoot.file("Tests/Reference/models/\(name)"), workers: WorkerPool(width: width),
      level: level)
  }

  private static var questions: [Question] {
    let texts = [text, "", "a", "Fruit flies like a banana; time, too, flies."]
    return texts.flatMap { text in
      Space.allCases.flatMap { space in
        Metric.allCases.flatMap { metric in
          [
            Question(text: text, space: space, metric: metric, top: 5),
            Question(
              text: text, position: 1, tap: .residPost, space: space, metric: metric, top: 3, layers: [1]),
            Question(text: text, position: 0, space: space, metric: metric, arithmetic: .published, top: 0),
          ]
        }
      }
    }
  }

  @Test(arguments: OracleTests.tiny) func companyChangesNothing(_ name: String) throws {
    let tracer = try tracer(name)
    let prepared = try Self.questions.map { try tracer.prepare($0) }
    let together = tracer.answers(prepared)
    for (question, answer) in zip(prepared, together) {
      #expect(tracer.answers([question]) == [answer])
    }
  }

  /// A lane that gives way does so wherever progress is told.
  @Test(arguments: [1, 2]) func whatIsAnsweredBetweenChangesNothing(_ width: Int) throws {
    let tracer = try tracer(width: width)
    let prepared = try Self.questions.map { try tracer.prepare($0) }
    let alone = prepared.map { tracer.answers([$0]) }
    for (number, question) in prepared.enumerated() {
      var between = 0
      let answer = tracer.answer(
        [question], isCancelled: { _ in false },
        progress: { _, _ in
          let other = (number + between) % prepared.count
          #expect(tracer.answers([prepared[other]]) == alone[other])
          between += 1
        })
      #expect(answer == alone[number])
      #expect(between > 3, "before each layer, and in the vocabulary")
    }
  }

  @Test func threadsChangeNothing() throws {
    let one = try tracer(width: 1)
    let many = try tracer(width: 5)
    for question in Self.questions {
      #expect(try one.answers([one.prepare(question)]) == many.answers([many.prepare(question)]))
    }
  }

  @Test func onePositionIsThatJourneyOfAll() throws {
    let tracer = try tracer()
    let all = try #require(tracer.answers([tracer.prepare(Question(text: Self.text))]).first).get()
    #expect(all.journeys.map(\.position) == Array(all.text.tokens.indices))
    for journey in all.journeys {
      let question = Question(text: Self.text, position: journey.position)
      let one = try #require(tracer.answers([tracer.prepare(question)]).first).get()
      #expect(one.journeys == [journey])
    }
  }

  @Test func theWholeVocabularyMayBeListed() throws {
    let tracer = try tracer()
    let count = tracer.facts.vocabulary
    let question = Question(text: Self.text, position: 2, top: count)
    let answer = try #require(tracer.answers([tracer.prepare(question)]).first).get()
    for reading in answer.journeys[0].readings {
      #expect(Set(reading.neighbors.map(\.id)) == Set(0..<count))
      let own = try #require(reading.neighbors.firstIndex { $0.id == answer.text.tokens[2].id })
      #expect((reading.rank - 1...reading.rank - 1 + reading.ties).contains(own))
      for (first, second) in zip(reading.neighbors, reading.neighbors.dropFirst()) {
        #expect(
          first.similarity > second.similarity || (first.similarity == second.similarity)
        )
      }
    }
  }

  @Test func layersComeInOrderAndOnce() throws {
    let tracer = try tracer()
    let question = Question(text: Self.text, position: 1, layers: [1, 0, 1])
    let answer = try #require(tracer.answers([tracer.prepare(question)]).first).get()
    #expect(answer.journeys[0].readings.map(\.layer) == [0, 1])
  }

  @Test func badQuestionsAreRefused() throws {
    let tracer = try tracer()
    func refusal(_ question: Question) -> TracingError? {
      do throws(TracingError) {
        _ = try tracer.prepare(question)
        return nil
      } catch {
        return error
      }
    }
    let count = try tracer.tokenize(Self.text, truncate: false).tokens.count
    let vocabulary = tracer.facts.vocabulary
    #expect(
      refusal(Question(text: Self.text, position: count))
        == .positionOutOfRange(position: count, count: count))
    #expect(
      refusal(Question(text: Self.text, position: -1)) == .positionOutOfRange(position: -1, count: count))
    #expect(
      refusal(Question(text: Self.text, layers: [0, tracer.facts.layers]))
        == .layerOutOfRange(layer: tracer.facts.layers, count: tracer.facts.layers))
    #expect(refusal(Question(text: Self.text, top: -1)) == .topOutOfRange(top: -1, vocabulary: vocabulary))
    #expect(
      refusal(Question(text: Self.text, top: vocabulary + 1))
        == .topOutOfRange(top: vocabulary + 1, vocabulary: vocabulary))
    #expect(
      refusal(Question(text: Self.text, tap: .mlpOut, arithmetic: .published))
        == .publishedUndefined(tap: .mlpOut, family: "roberta"))
    #expect(refusal(Question(text: "")) == nil)
  }

  @Test func longTextsAreRefusedOrCut() throws {
    let tracer = try tracer()
    let limit = tracer.facts.limit
    let text = String(repeating: "a ", count: 2 * limit)
    let length = try #require(throws: TracingError.self) { try tracer.tokenize(text, truncate: false) }
    guard case .textTooLong(let found, limit) = length else { return #expect(Bool(false), "\(length)") }
    #expect(found > limit)
    let cut = try tracer.tokenize(text, truncate: true)
    #expect(cut.truncated)
    #expect(cut.tokens.count == limit)
    #expect(cut.tokens.last?.special == true)
    #expect(cut.tokens.last?.id == (try tracer.tokenize("", truncate: false).tokens.last?.id))
    let answer = try #require(
      tracer.answers([tracer.prepare(Question(text: text, position: limit - 1, truncate: true))]).first)
    #expect(try answer.get().journeys[0].readings.count == tracer.facts.layers)
  }

  @Test func cancelledQuestionsEndAndOthersDoNot() throws {
    let tracer = try tracer()
    let prepared = try [Question(text: Self.text), Question(text: "a"), Question(text: Self.text)].map {
      try tracer.prepare($0)
    }
    let results = tracer.answer(prepared, isCancelled: { $0 == 1 }, progress: { _, _ in })
    #expect(results[1] == .failure(.cancelled))
    #expect(results[0] == tracer.answers([prepared[0]])[0])
    #expect(results[2] == results[0])
    let none = tracer.answer(prepared, isCancelled: { _ in true }, progress: { _, _ in })
    #expect(none == prepared.map { _ in .failure(.cancelled) })
  }

  /// Also when everything has been compared and much is left to float64.
  @Test func decidingMuchCanBeCancelled() throws {
    let tracer = try Tracer(
      folder: RepositoryRoot.file("Deploy/models/roberta-mini"), workers: WorkerPool(width: 2))
    let question = try tracer.prepare(Question(text: Self.text, top: tracer.facts.vocabulary))
    var seen: [Double] = []
    let whole = tracer.answer([question], isCancelled: { _ in false }, progress: { seen.append($1) })
    #expect(try whole[0].get().journeys[1].readings[0].neighbors.count == tracer.facts.vocabulary)
    #expect(seen.last == 1 && seen == seen.sorted())
    var asked = 0
    let ended = tracer.answer(
      [question],
      isCancelled: { _ in
        asked += 1
        return asked == seen.count
      }, progress: { _, _ in })
    #expect(ended == [.failure(.cancelled)] && asked == seen.count)
  }

  @Test func progressGrows() throws {
    let tracer = try tracer()
    var seen: [Double] = []
    _ = tracer.answer(
      [try tracer.prepare(Question(text: Self.text))], isCancelled: { _ in false },
      progress: { seen.append($1) })
    #expect(seen.count > tracer.facts.layers)
    #expect(seen == seen.sorted())
    #expect(seen.allSatisfy { (0...1).contains($0) })
  }
}
