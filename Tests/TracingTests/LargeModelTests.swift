import FoundationEssentials
import Kernels
import TestSupport
import Testing
import Tracing

/// A checkpoint of roberta-base's shape, at 14 and at 512 tokens: right numbers, and little memory of its own.
@Suite(.serialized) struct LargeModelTests {
  @Test(.enabled(if: TestData.largeModel != nil, "ENCODINGS_LARGE_MODEL names no folder"))
  func robertaBaseShape() throws {
    let clock = ContinuousClock()
    let folder = try #require(TestData.largeModel)
    let before = try privateDirtyBytes()
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
      let dirty = try privateDirtyBytes() - before
      print("\(tokens.count) tokens, one position: \(time), \(dirty >> 20) MiB private dirty")
      #expect(dirty < 100 << 20)
    }
    let all = try tracer.prepare(Question(text: Golden.load("roberta-base-random").texts[0].text))
    let time = clock.measure { _ = tracer.answers([all]) }
    print("14 tokens, every position: \(time), \(try (privateDirtyBytes() - before) >> 20) MiB private dirty")
    print("roberta-base shape: \(judge.summary)")
    #expect(judge.complaints.isEmpty, "\(judge.complaints.prefix(5))")
    #expect(judge.compared > 0)
  }

  /// What the kernel counts as this process's own written memory.
  private func privateDirtyBytes() throws -> Int {
    let report = try String(
      decoding: Data(contentsOf: URL(filePath: "/proc/self/smaps_rollup")), as: UTF8.self)
    let line = try #require(report.split(separator: "\n").first { $0.hasPrefix("Private_Dirty:") })
    let kilobytes = try #require(line.split(separator: " ").dropLast().last.flatMap { Int($0) })
    return kilobytes * 1024
  }
}

extension Judge {
  /// Holds the cases about one position against answers given together.
  mutating func compare(_ tracer: Tracer, _ text: GoldenText, position: Int) throws {
    let cases = text.cases.filter { $0.position == position }
    let questions = try cases.map { try tracer.prepare($0.question(text.text)) }
    for (goldenCase, answer) in zip(cases, tracer.answers(questions)) {
      for (reading, expected) in zip(try answer.get().journeys[0].readings, goldenCase.layers) {
        compare(reading, with: expected, about: "\(text.ids.count) tokens, position \(position)")
      }
    }
  }
}
