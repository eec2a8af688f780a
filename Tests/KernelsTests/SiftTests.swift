import CKernels
import Kernels
import TestSupport
import Testing

/// What the sieve counts and what it lets through, against float64 on odd sizes; scores that are not numbers, and
/// places behind the last entry, among them.
@Suite struct SiftTests {
  private static let doubtful = 1e-5

  /// A key of 0, as places behind the last entry might have, is on either side of each; all are let through, or none for
  /// being near.
  private static let edges: [(above: Float, below: Float, threshold: Float)] = [
    (0.5, 0.25, 1.5), (-0.5, -0.75, 1.5), (0.5, 0.25, -0.5), (-0.25, -0.5, -.infinity),
    (0.01, -0.01, .infinity),
  ]

  /// An entry's coefficients, as `encodings_entries` names them: a row each.
  private struct Columns {
    private let rows: FloatRows

    /// At times an entry is as uncertain as can be.
    init(_ count: Int, seed: UInt64) {
      rows = FloatRows(count: 7, width: count)
      let ranges: [ClosedRange<Float>] = [-1...1, 0.5...2, -1...1, -1...1, 0...0.05, 0...0.02, 0...0.01]
      for (row, range) in ranges.enumerated() {
        for (index, value) in Plain.numbers(count, seed: seed + UInt64(row), in: range).enumerated() {
          rows.row(row)[index] = value
        }
      }
      if seed % 3 == 0 { rows.row(4)[count * 3 / 4] = .infinity }
    }

    var entries: encodings_entries {
      encodings_entries(
        mean: rows.row(0), factor: rows.row(1), addend: rows.row(2), share: rows.row(3), weight: rows.row(4),
        tilt: rows.row(5), floor: rows.row(6))
    }
  }

  @Test(arguments: VectorLevel.available, [1, 3, 4, 5, 8, 15, 16, 17, 31, 33, 96])
  func agreesWithFloat64(_ level: VectorLevel, _ count: Int) {
    for seed in stride(from: UInt64(1), to: 200, by: 10) {
      let columns = Columns(count, seed: seed)
      // Up to more rows than are sifted together; some take no part in means and shares, at times none of them.
      let rows = [1, 2, 5, 16, 17, 35][Int(seed / 10) % 6]
      let scores = (0..<rows).map { row in
        var scores = Plain.numbers(count, seed: seed + 6 + UInt64(row), in: -3...3)
        if (Int(seed) + row) % 20 == 1 { scores[(count / 2 + row) % count] = .nan }
        return scores
      }
      let sieves = (0..<rows).map { row in
        // A chunk of which all are, some, or none.
        let isPlain = (Int(seed / 10) + row / 16) % 5 == 0 || (seed / 10 % 2 == 0 && row % 3 == 2)
        let edges = Self.edges[(Int(seed / 10) + row) % Self.edges.count]
        return encodings_sieve(
          offset: 0.25, slope: isPlain ? 0 : 0.5, lift: isPlain ? 0 : -0.125, reach: 0.75 + Float(row) / 100,
          above: edges.above, below: edges.below, threshold: edges.threshold - Float(row) / 50)
      }
      let found = sift(level, scores, sieves, columns)
      for row in 0..<rows { check(found[row].0, found[row].1, scores[row], sieves[row], columns) }
    }
  }

  private func check(
    _ hits: [encodings_hit], _ greater: Int, _ scores: [Float], _ sieve: encodings_sieve, _ columns: Columns
  ) {
    var (surelyGreater, perhapsGreater) = (0, 0)
    let entries = columns.entries
    for (index, score) in scores.enumerated() {
      let found = hits.filter { $0.index == Int32(index) }
      guard !score.isNaN else {
        #expect(found.count == 1 && found[0].key.isNaN, "what is not a number is let through")
        continue
      }
      let shifted = Double(score) + Double(sieve.offset) - Double(sieve.slope) * Double(entries.mean[index])
      let lifted = Double(sieve.lift) * Double(entries.share[index]) + Double(entries.addend[index])
      let key = shifted * Double(entries.factor[index]) + lifted
      let doubt =
        Double(sieve.reach) * Double(entries.weight[index]) + abs(key) * Double(entries.tilt[index])
        + Double(entries.floor[index])
      let over = key - doubt - Double(sieve.above)
      let open = over <= 0 && key + doubt >= Double(sieve.below)
      let wanted = key + doubt >= Double(sieve.threshold)
      let edges = [over, key + doubt - Double(sieve.below), key + doubt - Double(sieve.threshold)]
      let isClear = edges.allSatisfy { abs($0) > Self.doubtful }
      if over > Self.doubtful { surelyGreater += 1 }
      if over > -Self.doubtful { perhapsGreater += 1 }
      if isClear { #expect(found.count == (open || wanted ? 1 : 0), "\(key) ± \(doubt)") }
      for hit in found {
        #expect(abs(Double(hit.key) - key) < Self.doubtful)
        #expect(Double(hit.uncertainty) == doubt || abs(Double(hit.uncertainty) - doubt) < Self.doubtful)
      }
    }
    if sieve.threshold == -.infinity {
      // What is told of them decides as the count did, to the last bit.
      #expect(hits.count == scores.count)
      #expect(greater == hits.count { $0.key - $0.uncertainty > sieve.above })
    }
    #expect((surelyGreater...perhapsGreater).contains(greater))
    #expect(hits.map(\.index) == hits.map(\.index).sorted() && hits.allSatisfy { $0.index < scores.count })
  }

  private func sift(
    _ level: VectorLevel, _ scores: [[Float]], _ sieves: [encodings_sieve], _ columns: Columns
  ) -> [([encodings_hit], Int)] {
    let count = scores[0].count
    // Rows lie further apart than they are long, and what is between them is not looked at.
    let apart = scores.flatMap { $0 + [.nan, 100] }
    var hits = [encodings_hit](repeating: encodings_hit(), count: scores.count * count)
    var greater = (0..<Int64(scores.count)).map { $0 }
    var found = [Int64](repeating: -1, count: scores.count)
    var entries = columns.entries
    encodings_sift(
      level.rawValue, apart, Int64(count + 2), Int64(scores.count), Int64(count), sieves, &entries, &hits,
      &found,
      &greater)
    return scores.indices.map { row in
      (Array(hits[row * count..<row * count + Int(found[row])]), Int(greater[row]) - row)
    }
  }
}
