import Kernels
import TestSupport
import Testing

@testable import Tracing

/// How a pass's rows are put together: the same position of different texts shares what its space needs of the
/// vocabulary, within a batch of rows, and no reading changes by the company.
@Suite struct PassLayoutTests {
  private static let words = ["Time", "flies", "like", "an", "arrow", "fruit", "a", "banana"]

  private static func comparisons(
    _ questions: [Question], _ tracer: Tracer
  ) throws -> [Comparison] {
    let prepared = try questions.map { try tracer.prepare($0) }
    let readings = try #require(
      tracer.encoder.taps(
        of: prepared.map(\.request), kernels: tracer.kernels, workers: tracer.workers, goesOn: { _ in true }))
    return tracer.compare(prepared, readings)
  }

  @Test(arguments: [(Space.word, 0), (.wordPosition, 1), (.embedding, 2)])
  func onePositionsCompanionsAreThereOnce(_ space: Space, _ companions: Int) throws {
    let tracer = try Tracer(
      folder: RepositoryRoot.file("Deploy/models/roberta-mini"), workers: WorkerPool(width: 2))
    let layers = tracer.facts.layers
    // Three positions, and more texts than a batch of rows has room for.
    let questions = (0..<180).map { number in
      Question(
        text: Self.words[number / 8 % 8] + " " + Self.words[number % 8], position: 1 + number % 3,
        space: space,
        top: 5)
    }
    let comparisons = try Self.comparisons(questions, tracer)
    let layout = PassLayout(
      comparisons, form: .stored(tracer.vocabulary.rows), facts: tracer.vocabulary, kernels: tracer.kernels)
    #expect(layout.batches.count > 1)
    #expect(layout.rowCount == layout.batches.map(\.count).reduce(0, +))
    // All three in each batch, at most.
    let most = questions.count * layers + 3 * companions * layout.batches.count
    #expect((questions.count * layers + companions...most).contains(layout.rowCount))
    var ends: [Int] = []
    for batch in layout.batches { ends.append((ends.last ?? 0) + batch.count) }
    func batch(of row: Int) -> Int? { ends.firstIndex { row < $0 } }
    var last = 0
    for place in layout.places {
      #expect(place.companions.count == companions && place.rows.count == layers)
      let own = Set(place.companions.map(batch))
      #expect(own.count == min(1, companions))
      // Products are held batch after batch: none that is wanted may lie before the one that is held.
      for batch in own { #expect(try #require(batch) >= last) }
      last = try #require(batch(of: place.rows.upperBound - 1))
      #expect(try #require(batch(of: place.rows.lowerBound)) >= (own.first.flatMap { $0 } ?? 0))
    }
  }

  @Test(arguments: Space.allCases) func companyChangesNoReading(_ space: Space) throws {
    let tracer = try Tracer(
      folder: RepositoryRoot.file("Deploy/models/roberta-mini"), workers: WorkerPool(width: 2))
    let questions = (0..<40).map { number in
      Question(
        text: Self.words[number % 8] + " " + Self.words[number / 8], position: 1 + number % 2, space: space,
        top: 5)
    }
    let prepared = try questions.map { try tracer.prepare($0) }
    let alone = prepared.flatMap { tracer.answers([$0]) }
    #expect(tracer.answers(prepared) == alone)
  }
}
