import Foundation
import Kernels
import TestSupport
import Testing

@testable import Tracing

/// An entry that all but cancels its position's row: what is left of it is less than float64 has digits for, once the
/// parts of its square are added up.
@Suite struct CancelledRowTests {
  private static let entry = 100
  private static let width = 24

  /// A copy of a tiny model whose entry is minus the third row of the position table, `change` added to one number.
  private static func model(in folder: TemporaryDirectory, _ change: (inout Float) -> Void) throws -> String {
    let path = folder("model")
    try FileManager.default.copyItem(
      atPath: RepositoryRoot.file("Tests/Reference/models/tiny-roberta-f32"), toPath: path)
    let file = URL(filePath: path + "/model.safetensors")
    var bytes = try Data(contentsOf: file)
    let length = bytes[0..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try #require(
      JSONSerialization.jsonObject(with: bytes[8..<8 + length]) as? [String: [String: Any]])
    func row(_ tensor: String, _ index: Int) throws -> Int {
      let offsets = try #require(header["roberta.embeddings.\(tensor).weight"]?["data_offsets"] as? [Int])
      return 8 + length + offsets[0] + index * width * 4
    }
    let (from, to) = (try row("position_embeddings", 3), try row("word_embeddings", entry))
    for column in 0..<width {
      let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[from + column * 4 + $1]) << UInt32(8 * $1) }
      var number = -Float(bitPattern: bits)
      if column == 5 { change(&number) }
      for byte in 0..<4 {
        bytes[to + column * 4 + byte] = UInt8(truncatingIfNeeded: number.bitPattern >> UInt32(8 * byte))
      }
    }
    try bytes.write(to: file)
    return path
  }

  @Test(arguments: Metric.allCases) func isMeasuredAsTheSumThatItIs(_ metric: Metric) throws {
    for change in [{ _ in }, { $0 = $0.nextUp }, { $0 += 1e-4 }] as [(inout Float) -> Void] {
      let folder = try TemporaryDirectory()
      let tracer = try Tracer(folder: Self.model(in: folder, change), workers: WorkerPool(width: 1))
      // RoBERTa's position 1 is the table's row 3.
      let question = try tracer.prepare(Question(text: "a", position: 1, metric: metric))
      let readings = try #require(
        tracer.encoder.taps(
          of: [question.request], kernels: tracer.kernels, workers: tracer.workers, goesOn: { _ in true }))
      let comparison = tracer.compare([question], readings)[0]
      let space = comparison.spaces[0]
      let sum = zip(tracer.vocabulary.rows.widened(Self.entry), space.offset).map { Double($0) + $1 }
      for query in comparison.queries {
        let order = query.orders(
          of: [Int32(Self.entry)], in: space, by: metric, facts: tracer.vocabulary, kernels: tracer.kernels)
        let found = query.similarity(ofOrder: order[0], by: metric)
        let expected: Double
        switch metric {
        case .cosine:
          let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
          let product = zip(query.vector, sum).reduce(0) { $0 + $1.0 * $1.1 }
          expected = length > 0 ? product / length / query.norm : 0
        case .euclidean:
          expected = -zip(query.vector, sum).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
        }
        #expect(abs(found - expected) < 1e-9 * max(1, abs(expected)))
      }
    }
  }
}
