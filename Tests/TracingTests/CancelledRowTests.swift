import Encoders
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

  /// A copy of a tiny model whose entry is minus the third row of the position table, and in `embedding` minus the type's
  /// row too, then changed; its normalisation hides nothing.
  private static func model(
    in folder: TemporaryDirectory, _ space: Space, _ change: (inout [Float]) -> Void
  ) throws -> String {
    let path = folder("model")
    try FileManager.default.copyItem(
      atPath: RepositoryRoot.file("Tests/Reference/models/tiny-roberta-f32"), toPath: path)
    let settings = URL(filePath: path + "/config.json")
    var config = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: settings)) as? [String: Any])
    config["layer_norm_eps"] = 1e-18
    try JSONSerialization.data(withJSONObject: config).write(to: settings)
    let file = URL(filePath: path + "/model.safetensors")
    var bytes = try Data(contentsOf: file)
    let length = bytes[0..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try #require(
      JSONSerialization.jsonObject(with: bytes[8..<8 + length]) as? [String: [String: Any]])
    func row(_ tensor: String, _ index: Int) throws -> Int {
      let offsets = try #require(header["roberta.embeddings.\(tensor).weight"]?["data_offsets"] as? [Int])
      return 8 + length + offsets[0] + index * width * 4
    }
    func numbers(_ row: Int) -> [Float] {
      (0..<width).map { column in
        Float(
          bitPattern: (0..<4).reduce(UInt32(0)) {
            $0 | UInt32(bytes[row + column * 4 + $1]) << UInt32(8 * $1)
          })
      }
    }
    var entry = numbers(try row("position_embeddings", 3)).map { -$0 }
    if space == .embedding {
      entry = zip(entry, numbers(try row("token_type_embeddings", 0))).map { $0 - $1 }
    }
    change(&entry)
    let to = try row("word_embeddings", Self.entry)
    for (column, number) in entry.enumerated() {
      for byte in 0..<4 {
        bytes[to + column * 4 + byte] = UInt8(truncatingIfNeeded: number.bitPattern >> UInt32(8 * byte))
      }
    }
    try bytes.write(to: file)
    return path
  }

  @Test(arguments: Metric.allCases, [Space.wordPosition, .embedding])
  func isMeasuredAsTheSumThatItIs(_ metric: Metric, _ vocabularySpace: Space) throws {
    let changes: [(inout [Float]) -> Void] = [{ _ in }, { $0[5] = $0[5].nextUp }, { $0[5] += 1e-4 }]
    for change in changes {
      let folder = try TemporaryDirectory()
      let tracer = try Tracer(
        folder: Self.model(in: folder, vocabularySpace, change), workers: WorkerPool(width: 1))
      // RoBERTa's position 1 is the table's row 3.
      let question = try tracer.prepare(
        Question(text: "a", position: 1, space: vocabularySpace, metric: metric))
      let readings = try #require(
        tracer.encoder.taps(
          of: [question.request], kernels: tracer.kernels, workers: tracer.workers, goesOn: { _ in true }))
      let comparison = tracer.compare([question], readings)[0]
      let space = comparison.spaces[0]
      let sum = zip(tracer.vocabulary.rows.widened(Self.entry), space.offset).map { Double($0) + $1 }
      let entry = vocabularySpace == .embedding ? Self.normalized(sum, tracer.vocabulary) : sum
      for (query, encoding) in zip(
        comparison.queries, Self.encodings(readings[0], layers: comparison.layerCount))
      {
        let order = query.orders(
          of: [Int32(Self.entry)], in: space, by: metric, facts: tracer.vocabulary, kernels: tracer.kernels)
        let found = query.similarity(ofOrder: order[0], by: metric)
        let expected: Double
        switch metric {
        case .cosine:
          let length = entry.reduce(0) { $0 + $1 * $1 }.squareRoot()
          let product = zip(encoding, entry).reduce(0) { $0 + $1.0 * $1.1 }
          expected = length > 0 ? product / length / query.norm : 0
        case .euclidean:
          expected = -zip(encoding, entry).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
        }
        #expect(abs(found - expected) < 1e-9 * max(1, abs(expected)))
      }
    }
  }

  /// Float32, as which similarities leave, cannot hold this distance.
  @Test func aDistanceThatNoAnswerCanHoldIsNone() throws {
    let folder = try TemporaryDirectory()
    let tracer = try Tracer(
      folder: Self.model(in: folder, .word) { $0 = [Float](repeating: 3e38, count: Self.width) },
      workers: WorkerPool(width: 1))
    let far = try tracer.prepare(Question(text: "a", position: 1, space: .word, metric: .euclidean, top: 401))
    let near = try tracer.prepare(Question(text: "a", position: 1, space: .word, metric: .euclidean, top: 3))
    let results = tracer.answer([far, near], isCancelled: { _ in false }, progress: { _, _ in })
    #expect(throws: TracingError.distanceTooGreat) { try results[0].get() }
    let answer = try results[1].get()
    #expect(answer.journeys.allSatisfy { $0.readings.allSatisfy { $0.neighbors.count == 3 } })
  }

  /// A traced position's encodings, layer by layer.
  private static func encodings(_ readings: TapReadings, layers: Int) -> [[Double]] {
    (0..<layers).map { layer in
      let row = readings.rows.row(readings.index(position: 0, layer: layer))
      return (0..<width).map { Double(row[$0]) }
    }
  }

  /// LN(E + c), in float64.
  private static func normalized(_ sum: [Double], _ facts: VocabularyFacts) -> [Double] {
    let mean = sum.reduce(0, +) / Double(sum.count)
    let centred = sum.map { $0 - mean }
    let variance = centred.reduce(0) { $0 + $1 * $1 } / Double(sum.count)
    let deviation = (variance + facts.epsilon).squareRoot()
    return centred.indices.map { facts.gain[$0] * centred[$0] / deviation + facts.bias[$0] }
  }
}
