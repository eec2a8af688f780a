import Kernels
import TestSupport
import Testing

@testable import Tracing

/// Comparisons are cut into passes that have memory for all that may be found, and no answer changes by it.
@Suite struct PassCutTests {
  private static func prepared() throws -> (Tracer, [PreparedQuestion], [Comparison]) {
    let tracer = try Tracer(
      folder: RepositoryRoot.file("Deploy/models/roberta-mini"), workers: WorkerPool(width: 2))
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
    let (tracer, questions, comparisons) = try Self.prepared()
    let whole = try Self.readings(tracer, questions, PassCut.passes(comparisons, most: 1000))
    #expect(try Self.readings(tracer, questions, PassCut.passes(comparisons, most: most)) == whole)
    #expect(try tracer.answers(questions).map { try $0.get().journeys.flatMap(\.readings) } == whole)
  }

  /// By question, positions outermost.
  private static func readings(
    _ tracer: Tracer, _ questions: [PreparedQuestion], _ passes: [[PassCut.Piece]]
  ) throws -> [[LayerReading]] {
    var found = questions.map { _ in [LayerReading]() }
    for pass in passes {
      let verdicts = try #require(tracer.find(pass.map(\.comparison), goesOn: { _ in true }))
      let parts = zip(pass, verdicts).map {
        (question: questions[$0.question], comparison: $0.comparison, found: $1)
      }
      let decided = try #require(tracer.decide(parts, goesOn: { true }))
      for (piece, readings) in zip(pass, decided) { found[piece.question] += readings.compactMap { $0 } }
    }
    return found
  }

  /// A vocabulary of the usual size and a sentence of the usual length are one pass; one that could fill the memory is
  /// not.
  @Test func fewAreCut() {
    #expect(PassCut.most(vocabulary: 50_265) > 16 * 12 && PassCut.most(vocabulary: 50_265) < 512 * 12)
    #expect(PassCut.most(vocabulary: 1) > 1_000_000 && PassCut.most(vocabulary: .max / 32) == 1)
  }
}
