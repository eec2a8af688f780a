import Encoders
import Kernels
import TestSupport
import Testing

@testable import Tracing

/// Answers by way of a fixed-point copy of the vocabulary: those that the stored one gives, to the last bit.
@Suite struct FixedVocabularyTests {
  private func mapped(_ copy: FixedCopy, _ bytes: CopyInMemory) -> FixedVocabulary? {
    copy.form(of: UnsafeRawBufferPointer(bytes.base)) { bytes.isWhole.load(ordering: .relaxed) }
  }

  private static let texts = [
    "Time flies like an arrow. Fruit flies like a banana.", "",
    "Fruit flies like a banana; time, too, flies.",
  ]

  private static var questions: [Question] {
    texts.flatMap { text in
      Space.allCases.flatMap { space in
        Metric.allCases.flatMap { metric in
          Tap.allCases.map { Question(text: text, tap: $0, space: space, metric: metric, top: 7) }
            + [Question(text: text, space: space, metric: metric, arithmetic: .published, top: 0)]
        }
      }
    }
  }

  @Test(arguments: OracleTests.tiny, VectorLevel.available)
  func tinyModels(_ name: String, _ level: VectorLevel) throws {
    try compare(RepositoryRoot.file("Tests/Reference/models/\(name)"), Self.questions, level)
  }

  @Test(arguments: VectorLevel.available) func bundledModel(_ level: VectorLevel) throws {
    try compare(RepositoryRoot.file("Deploy/models/roberta-mini"), Self.questions, level)
  }

  @Test(.enabled(if: TestData.largeModel != nil, "ENCODINGS_LARGE_MODEL names no folder"))
  func robertaBaseShape() throws {
    try compare(
      #require(TestData.largeModel), Metric.allCases.map { Question(text: Self.texts[0], metric: $0) }, .best)
  }

  private func compare(_ folder: String, _ questions: [Question], _ level: VectorLevel) throws {
    let tracer = try Tracer(folder: folder, workers: WorkerPool(width: 2), level: level)
    let prepared = try questions.map { try tracer.prepare($0) }
    let stored = tracer.answers(prepared)
    let bytes = CopyInMemory(tracer.fixedCopy.byteCount, tracer.fixedCopy.make)
    let vocabulary = try #require(mapped(tracer.fixedCopy, bytes))
    #expect(vocabulary.error > 0 && vocabulary.error < 0x1p-11)
    tracer.use(vocabulary)
    #expect(tracer.answers(prepared) == stored)
    for (question, answer) in zip(prepared.prefix(5), stored) {
      #expect(tracer.answers([question]) == [answer])
    }
    #expect(tracer.hasFixedVocabulary)
    #expect(stored.allSatisfy { (try? $0.get()) != nil })
  }

  /// The pass's bounds against every entry's order in float64, with the stored vocabulary and with its copy.
  @Test(arguments: OracleTests.tiny + ["roberta-mini"], VectorLevel.available)
  func everyBoundHolds(_ name: String, _ level: VectorLevel) throws {
    let folder = name == "roberta-mini" ? "Deploy/models" : "Tests/Reference/models"
    let tracer = try Tracer(
      folder: RepositoryRoot.file("\(folder)/\(name)"), workers: WorkerPool(width: 2), level: level)
    let questions = Space.allCases.flatMap { space in
      Metric.allCases.map {
        Question(
          text: Self.texts[0], position: 2, tap: .residPost, space: space, metric: $0,
          top: tracer.facts.vocabulary)
      }
    }
    let prepared = try questions.map { try tracer.prepare($0) }
    let readings = try #require(
      tracer.encoder.taps(
        of: prepared.map(\.request), kernels: tracer.kernels, workers: tracer.workers, goesOn: { _ in true }))
    let comparisons = tracer.compare(prepared, readings)
    let bytes = CopyInMemory(tracer.fixedCopy.byteCount, tracer.fixedCopy.make)
    for vocabulary in [nil, mapped(tracer.fixedCopy, bytes)] {
      tracer.use(vocabulary)
      let found = try #require(tracer.find(comparisons, goesOn: { _ in true }))
      for (comparison, verdicts) in zip(comparisons, found) {
        for (query, verdict) in zip(comparison.queries, verdicts) {
          #expect(verdict.candidates.count == tracer.facts.vocabulary)
          let orders = query.orders(
            of: verdict.candidates.map(\.id), in: comparison.spaces[0], by: comparison.metric,
            facts: tracer.vocabulary, kernels: tracer.kernels)
          let outside = zip(verdict.candidates, orders).filter { candidate, order in
            order < Double(candidate.least) || order > Double(candidate.greatest)
          }
          #expect(outside.isEmpty, "\(comparison.metric) \(outside.prefix(3))")
        }
      }
    }
  }

  @Test func aCopyThatIsWrittenToIsLeft() throws {
    let tracer = try Tracer(
      folder: RepositoryRoot.file("Tests/Reference/models/tiny-roberta-f32"), workers: WorkerPool(width: 2))
    let prepared = try Self.questions.map { try tracer.prepare($0) }
    let stored = tracer.answers(prepared)
    let bytes = CopyInMemory(tracer.fixedCopy.byteCount, tracer.fixedCopy.make)
    let vocabulary = try #require(mapped(tracer.fixedCopy, bytes))
    tracer.use(vocabulary)
    bytes.base.initializeMemory(as: UInt8.self, repeating: 0)
    bytes.isWhole.store(false, ordering: .relaxed)
    var seen: [Double] = []
    let answers = tracer.answer(
      prepared, isCancelled: { _ in false }, progress: { if $0 == 0 { seen.append($1) } })
    #expect(answers == stored)
    #expect(!tracer.hasFixedVocabulary)
    #expect(seen == seen.sorted() && seen.allSatisfy { (0...1).contains($0) })
  }

  @Test func anythingElseIsNoCopy() throws {
    let tracer = try Tracer(
      folder: RepositoryRoot.file("Tests/Reference/models/tiny-bert-f16-cased"), workers: WorkerPool(width: 1)
    )
    let copy = tracer.fixedCopy
    let bytes = CopyInMemory(copy.byteCount, copy.make)
    #expect(mapped(copy, bytes) != nil)
    for index in [0, bytes.base.count / 2, bytes.base.count - 1] {
      bytes.base[index] ^= 1
      #expect(mapped(copy, bytes) == nil)
      bytes.base[index] ^= 1
    }
    for count in [0, 1, bytes.base.count - 1] {
      #expect(copy.form(of: UnsafeRawBufferPointer(rebasing: bytes.base[..<count])) { true } == nil)
    }
    #expect(copy.form(of: UnsafeRawBufferPointer(bytes.base)) { false } == nil)
    var pieces = 0
    #expect(
      !copy.make { _ in
        pieces += 1
        return pieces < 3
      })
    #expect(pieces == 3)
  }
}
