import Kernels
import TestSupport
import Testing

@testable import Tracing

/// Comparisons are cut into passes that have memory for all that may be found, and no answer changes by it.
@Suite struct PassCutTests {
  private static func prepared(
    mostQueries: Int? = nil
  ) throws -> (Tracer, [PreparedQuestion], [Comparison]) {
    let tracer = try Tracer(
      folder: RepositoryRoot.file("Deploy/models/roberta-mini"), workers: WorkerPool(width: 2),
      mostQueries: mostQueries)
    let questions = try [
      Question(text: "Time flies like an arrow.", top: 3), Question(text: "a", position: 1, top: 5),
      Question(text: "Fruit flies like a banana.", top: 2, layers: [0, 3, 5]),
    ].map { try tracer.prepare($0) }
    let readings = try #require(
      tracer.encoder.taps(
        of: questions.map(\.request), kernels: tracer.kernels, workers: tracer.workers, goesOn: { _ in true })
    )
    return (tracer, questions, tracer.compare(questions, readings))
  }

  @Test(arguments: [1, 2, 8, 10, 24, 31, 1000]) func everyPositionIsInOnePass(_ most: Int) throws {
    let (_, _, comparisons) = try Self.prepared()
    let passes = PassCut.passes(comparisons, most: most)
    for (question, comparison) in comparisons.enumerated() {
      let positions = passes.joined().filter { $0.question == question }.flatMap { Array($0.positions) }
      #expect(positions == Array(comparison.ids.indices))
    }
    for pass in passes {
      let queries = pass.map { $0.positions.count * comparisons[$0.question].layerCount }
      #expect(queries == pass.map(\.comparison.queries.count))
      #expect(queries.reduce(0, +) <= most || (pass.count == 1 && pass[0].positions.count == 1))
    }
    let queries = comparisons.reduce(0) { $0 + $1.queries.count }
    let positions = comparisons.reduce(0) { $0 + $1.ids.count }
    #expect(passes.count >= min(positions, (queries + most - 1) / most) && passes.count <= positions)
    #expect(most < queries || passes.count == 1)
  }

  @Test(arguments: [1, 10, 31]) func noReadingChangesByIt(_ most: Int) throws {
    let (whole, questions, _) = try Self.prepared()
    let (cut, again, comparisons) = try Self.prepared(mostQueries: most)
    #expect(PassCut.passes(comparisons, most: most).count > 1)
    #expect(cut.answers(again) == whole.answers(questions))
  }

  /// A question that is cancelled after the first pass has no answer, and takes none from the others.
  @Test func oneMayBeCancelledBetweenPasses() throws {
    let (tracer, questions, _) = try Self.prepared(mostQueries: 8)
    var fractions: [Double] = []
    let results = tracer.answer(
      questions, isCancelled: { $0 == 0 && (fractions.last ?? 0) > 0.6 },
      progress: { if $0 == 1 { fractions.append($1) } })
    #expect(results[0] == .failure(.cancelled))
    #expect(Array(results[1...]) == Array(tracer.answers(questions)[1...]))
    #expect(fractions == fractions.sorted() && (0.6...1).contains(fractions.last ?? 0))
  }

  /// A vocabulary of the usual size and a sentence of the usual length are one pass; one that could fill the memory is
  /// not.
  @Test func fewAreCut() {
    #expect(PassCut.most(vocabulary: 50_265) > 16 * 12 && PassCut.most(vocabulary: 50_265) < 512 * 12)
    #expect(PassCut.most(vocabulary: 1) > 1_000_000 && PassCut.most(vocabulary: .max / 32) == 1)
  }
}
