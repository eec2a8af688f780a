import Encoders
import Kernels
import TestSupport
import Testing

@testable import Tracing

/// Answers by way of laid-out weights: those that the stored ones give, to the last bit.
@Suite struct PanelCopyTests {
  private func mapped(_ copy: PanelCopy, _ bytes: CopyInMemory) -> PanelWeights? {
    copy.form(of: UnsafeRawBufferPointer(bytes.base)) { bytes.isWhole.load(ordering: .relaxed) }
  }

  private static let texts = [
    "Time flies like an arrow. Fruit flies like a banana.", "",
    "Fruit flies like a banana; time, too, flies. Time flies like an arrow; and fruit, too, flies like that.",
  ]
  private static var questions: [Question] {
    texts.flatMap { text in
      Tap.allCases.map { Question(text: text, tap: $0, top: 3) }
        + [Question(text: text, arithmetic: .published, top: 0)]
    }
  }

  private static func tracer(_ name: String, _ level: VectorLevel = .best) throws -> Tracer {
    try Tracer(
      folder: RepositoryRoot.file("Tests/Reference/models/\(name)"), workers: WorkerPool(width: 2),
      level: level)
  }

  @Test(arguments: OracleTests.tiny, VectorLevel.available)
  func theSameAnswers(_ name: String, _ level: VectorLevel) throws {
    try compare(Self.tracer(name, level), Self.questions)
  }

  @Test(.enabled(if: TestData.largeModel != nil, "ENCODINGS_LARGE_MODEL names no folder"))
  func robertaBaseShape() throws {
    try compare(
      Tracer(folder: #require(TestData.largeModel), workers: WorkerPool(width: 2)),
      Self.texts.map { Question(text: $0, position: 1) })
  }

  /// Alone and all together, so that few rows meet the weights, and many.
  private func compare(_ tracer: Tracer, _ questions: [Question]) throws {
    let prepared = try questions.map { try tracer.prepare($0) }
    let stored = tracer.answers(prepared)
    let weights = try #require(
      mapped(tracer.panelCopy, CopyInMemory(tracer.panelCopy.byteCount, tracer.panelCopy.make)))
    tracer.use(weights)
    #expect(tracer.answers(prepared) == stored)
    for (question, answer) in zip(prepared.prefix(9), stored) {
      #expect(tracer.answers([question]) == [answer])
    }
    #expect(tracer.hasPanelWeights)
    #expect(stored.allSatisfy { (try? $0.get()) != nil })
  }

  @Test(arguments: ["tiny-roberta-f32", "tiny-roberta-f16"])
  func aCopyThatIsWrittenToIsLeft(_ name: String) throws {
    let tracer = try Self.tracer(name)
    let prepared = try Self.questions.map { try tracer.prepare($0) }
    let stored = tracer.answers(prepared)
    let bytes = CopyInMemory(tracer.panelCopy.byteCount, tracer.panelCopy.make)
    let weights = try #require(mapped(tracer.panelCopy, bytes))
    tracer.use(weights)
    bytes.base.initializeMemory(as: UInt8.self, repeating: 0)
    #expect(tracer.answers(prepared) != stored)
    bytes.isWhole.store(false, ordering: .relaxed)
    var seen: [Double] = []
    let answers = tracer.answer(
      prepared, isCancelled: { _ in false }, progress: { if $0 == 0 { seen.append($1) } })
    #expect(answers == stored)
    #expect(!tracer.hasPanelWeights)
    #expect(seen == seen.sorted() && seen.allSatisfy { (0...1).contains($0) })
  }

  @Test(arguments: OracleTests.tiny) func anythingElseIsNoCopy(_ name: String) throws {
    let copy = try Self.tracer(name).panelCopy
    let bytes = CopyInMemory(copy.byteCount, copy.make)
    #expect(mapped(copy, bytes) != nil)
    for place in stride(from: 0, to: bytes.base.count, by: bytes.base.count / 97) {
      bytes.base[place] ^= 1
      #expect(mapped(copy, bytes) == nil)
      bytes.base[place] ^= 1
    }
    #expect(copy.form(of: UnsafeRawBufferPointer(rebasing: bytes.base.dropLast())) { true } == nil)
    #expect(copy.form(of: UnsafeRawBufferPointer(start: nil, count: 0)) { true } == nil)
    #expect(copy.form(of: UnsafeRawBufferPointer(bytes.base)) { false } == nil)
    let others = try OracleTests.tiny.filter { $0 != name }.map { try Self.tracer($0).panelCopy }
    #expect(!others.isEmpty && others.allSatisfy { mapped($0, bytes) == nil })
  }

  @Test func makingEndsWhenToldTo() throws {
    let copy = try Self.tracer("tiny-roberta-f32").panelCopy
    var pieces = 0
    let isMade = copy.make { _ in
      pieces += 1
      return pieces < 3
    }
    #expect(!isMade && pieces == 3)
  }
}
