import Kernels
import TestSupport
import Testing
import Tracing

/// The demo's own numbers, where roberta-base's weights are at hand.
@Suite struct PublishedTests {
  @Test(
    .enabled(
      if: TestData.robertaBase != nil,
      "ENCODINGS_ROBERTA_BASE names no folder with the weights of roberta-base"))
  func theDemosTable() throws {
    let tracer = try Tracer(folder: #require(TestData.robertaBase), workers: WorkerPool(width: 2))
    let layers = Array(PublishedTable.layers.indices)
    let question = Question(
      text: PublishedTable.text, position: PublishedTable.position, space: .wordPosition,
      arithmetic: .published,
      top: 15, layers: layers)
    let answer = try #require(tracer.answers([tracer.prepare(question)]).first).get()
    let readings = try #require(answer.journeys.first).readings
    #expect(readings.count == layers.count)
    for (reading, expected) in zip(readings, PublishedTable.layers) {
      #expect(reading.rank == expected.rank, "layer \(reading.layer)")
      #expect(abs(reading.similarity - expected.similarity) <= 0.00051, "layer \(reading.layer)")
      let found = reading.neighbors.map { (tracer.spelling(of: $0.id), $0.similarity) }
      for (neighbor, wanted) in zip(found, expected.neighbors) {
        #expect(abs(neighbor.1 - wanted.similarity) <= 0.00051, "layer \(reading.layer)")
      }
      // Three decimals leave the order of near-equals open, and who comes last.
      let last = try #require(expected.neighbors.last).similarity
      let certain = expected.neighbors.filter { $0.similarity > last }.map(\.token)
      #expect(Set(certain).isSubset(of: Set(found.map(\.0))), "layer \(reading.layer)")
    }
  }

  /// What can be said without them: the two readings of a real model differ, layer inputs aside.
  @Test func theTwoReadingsDiffer() throws {
    let tracer = try Tracer(
      folder: RepositoryRoot.file("Tests/Reference/models/tiny-roberta-f32"), workers: WorkerPool(width: 1))
    var question = Question(text: "Time flies like an arrow.", position: 1)
    let exact = try #require(tracer.answers([tracer.prepare(question)]).first).get()
    question.arithmetic = .published
    let published = try #require(tracer.answers([tracer.prepare(question)]).first).get()
    #expect(exact.journeys[0].readings.map(\.similarity) != published.journeys[0].readings.map(\.similarity))
  }
}
