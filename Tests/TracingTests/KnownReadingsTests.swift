import Encoders
import Kernels
import TestSupport
import Testing

@testable import Tracing

/// Texts that were run before: no forward pass, and the answer that a model without a memory gives, to the last bit.
@Suite struct KnownReadingsTests {
  private static let text = "Time flies like an arrow. Fruit flies like a banana."

  private func tracer(_ name: String = "tiny-roberta-f32", _ known: KnownReadings? = nil) throws -> Tracer {
    try Tracer(
      folder: RepositoryRoot.file("Tests/Reference/models/\(name)"), workers: WorkerPool(width: 2),
      known: known)
  }

  /// Layers that the forward pass of a question announces.
  private func layersRun(_ tracer: Tracer, _ request: TapRequest) -> Int {
    var layers = 0
    _ = tracer.readings(of: [request]) { _ in
      layers += 1
      return true
    }
    return layers
  }

  @Test(arguments: Tap.allCases) func whateverIsAskedNext(_ tap: Tap) throws {
    let plain = try tracer()
    let tracer = try tracer("tiny-roberta-f32", KnownReadings(limit: 1 << 20))
    let first = try tracer.prepare(Question(text: Self.text, position: 2, tap: tap))
    #expect(!tracer.knowsEncodings(for: first))
    _ = tracer.answers([first])
    let count = first.text.tokens.count
    for position in [nil] + (0..<count).map(Optional.some) {
      for (space, metric) in zip(Space.allCases, [Metric.cosine, .euclidean, .cosine]) {
        for layers in [nil, [1], [0]] {
          let question = Question(
            text: Self.text, position: position, tap: tap, space: space, metric: metric, top: 4,
            layers: layers)
          let prepared = try tracer.prepare(question)
          #expect(tracer.knowsEncodings(for: prepared))
          #expect(layersRun(tracer, prepared.request) == 0)
          #expect(try tracer.answers([prepared]) == plain.answers([plain.prepare(question)]))
        }
      }
    }
  }

  @Test func anotherTapOrTextOrMoreLayersAreNotKnown() throws {
    let tracer = try tracer("tiny-roberta-f32", KnownReadings(limit: 1 << 20))
    _ = tracer.answers([try tracer.prepare(Question(text: Self.text, position: 2, layers: [1]))])
    let others = [
      Question(text: Self.text, position: 2, tap: .residPost, layers: [1]),
      Question(text: Self.text + " So.", position: 2, layers: [1]), Question(text: Self.text, position: 2),
      Question(text: Self.text, position: 2, arithmetic: .published, layers: [1]),
    ]
    for other in others { #expect(try !tracer.knowsEncodings(for: tracer.prepare(other))) }
    #expect(
      try tracer.knowsEncodings(for: tracer.prepare(Question(text: Self.text, position: 5, layers: [1]))))
  }

  @Test func modelsThatShareAMemoryKeepApart() throws {
    let known = KnownReadings(limit: 1 << 20)
    for name in ["tiny-roberta-f32", "tiny-roberta-f16"] {
      let shared = try tracer(name, known)
      let plain = try tracer(name)
      for position in [1, 3] {
        let question = Question(text: Self.text, position: position)
        #expect(try shared.answers([shared.prepare(question)]) == plain.answers([plain.prepare(question)]))
      }
    }
  }

  @Test func noMoreIsKeptThanMayBe() throws {
    let plain = try tracer()
    let all = try plain.prepare(Question(text: Self.text))
    let bytes = TapReadings.bytes(of: all.request, width: plain.facts.hidden)
    for limit in [0, 1, bytes / 2] {
      let tracer = try tracer("tiny-roberta-f32", KnownReadings(limit: limit))
      for position in all.positions {
        let question = Question(text: Self.text, position: position)
        let prepared = try tracer.prepare(question)
        #expect(!tracer.knowsEncodings(for: prepared))
        #expect(layersRun(tracer, prepared.request) > 0)
        #expect(try tracer.answers([prepared]) == plain.answers([plain.prepare(question)]))
      }
    }
    let known = KnownReadings(limit: 1 << 20)
    let tracer = try tracer("tiny-roberta-f32", known)
    _ = tracer.answers([all])
    #expect(tracer.knowsEncodings(for: all))
    known.resize(limit: 0)
    #expect(!tracer.knowsEncodings(for: all))
  }

  @Test func fewerLayersDoNotReplaceMore() throws {
    let tracer = try tracer("tiny-roberta-f32", KnownReadings(limit: 1 << 20))
    let all = try tracer.prepare(Question(text: Self.text, position: 1))
    let one = try tracer.prepare(Question(text: Self.text, position: 2, layers: [1]))
    _ = tracer.answers([one])
    #expect(!tracer.knowsEncodings(for: all))
    _ = tracer.answers([all, one])
    #expect(tracer.knowsEncodings(for: all) && tracer.knowsEncodings(for: one))
  }

  /// Sixteen students and one sentence.
  @Test func oneTextAskedForManyTimesAtOnceIsRunOnce() throws {
    let plain = try tracer()
    let tracer = try tracer("tiny-roberta-f32", KnownReadings(limit: 1 << 20))
    let questions =
      (0..<16).map { Question(text: Self.text, position: $0 % 7, top: $0) }
      + [Question(text: "a", position: 0), Question(text: Self.text, position: 1, arithmetic: .published)]
    let prepared = try questions.map { try tracer.prepare($0) }
    var runs = Runs(room: 1 << 20, width: tracer.facts.hidden)
    let places = prepared.map { runs.add($0.request) }
    #expect(places == [Int](repeating: 0, count: 16) + [1, 2] && runs.requests.count == 3)
    let found = tracer.answers(prepared)
    #expect(found.count == questions.count)
    for (question, answer) in zip(questions, found) {
      #expect(try [answer] == plain.answers([plain.prepare(question)]))
    }
  }

  /// The same where nothing is kept: for the positions that somebody asks about.
  @Test(arguments: [Arithmetic.exact, .published])
  func withoutRoomATextIsRunOnceToo(_ arithmetic: Arithmetic) throws {
    let tracer = try tracer()
    let questions = [5, 1, 5, 3].map { Question(text: Self.text, position: $0, arithmetic: arithmetic) }
    let prepared = try questions.map { try tracer.prepare($0) }
    var runs = Runs(room: 0, width: tracer.facts.hidden)
    #expect(prepared.map { runs.add($0.request) } == [0, 0, 0, 0])
    #expect(runs.requests.map(\.positions) == [[1, 3, 5]])
    let found = tracer.answers(prepared)
    for (question, answer) in zip(prepared, found) { #expect(tracer.answers([question]) == [answer]) }
    let whole = try tracer.prepare(Question(text: Self.text, arithmetic: arithmetic))
    let answers = tracer.answers([prepared[0], whole])
    #expect(answers == [found[0]] + tracer.answers([whole]))
  }
}
