import Kernels
import TestSupport
import Testing

@testable import Tracing

/// What is kept of the hits of several threads, against looking at all of them at once.
@Suite struct RowVerdictsTests {
  private static let count = 400

  @Test(arguments: [0, 1, 3, 15, count], [1, 2, 5]) func keepsWhatMayBeNearest(_ top: Int, _ threads: Int) {
    for seed in 0..<12 {
      let hits = Self.hits(seed: UInt64(seed))
      var parts = (0..<threads).map { _ in RowVerdicts(top: top) }
      var sieves = parts.map { _ in Self.sieve(top: top) }
      let size = 37
      for (number, first) in stride(from: 0, to: Self.count, by: size).enumerated() {
        let thread = number % threads
        let before = sieves[thread].threshold
        // As the kernel does: what is certain and beaten is not among the hits.
        let tile = (first..<min(first + size, Self.count)).compactMap { id -> SieveHit? in
          var hit = hits[id]
          hit.index = Int32(id - first)
          return Self.isSettled(hit, sieves[thread]) ? nil : hit
        }
        tile.withUnsafeBufferPointer { parts[thread].take($0, first: first, &sieves[thread]) }
        #expect(sieves[thread].threshold >= before)
      }
      for thread in parts.indices { parts[thread].count(thread + 1) }
      var all = parts[0]
      for part in parts.dropFirst() { all.merge(part) }
      all.tighten()
      check(all, hits, top: top)
      #expect(all.greater == threads * (threads + 1) / 2)
    }
  }

  private func check(_ found: RowVerdicts, _ hits: [SieveHit], top: Int) {
    let sieve = Self.sieve(top: top)
    let least = hits.map { ($0.key - $0.uncertainty).isNaN ? -.infinity : $0.key - $0.uncertainty }
    let reached = top == 0 ? Float.infinity : least.sorted(by: >)[min(top, least.count) - 1]
    let wanted = hits.indices.filter { top > 0 && !(hits[$0].key + hits[$0].uncertainty < reached) }
    #expect(found.candidates.map { Int($0.id) }.sorted() == wanted)
    let open = hits.indices.filter {
      !(hits[$0].key - hits[$0].uncertainty > sieve.above)
        && !(hits[$0].key + hits[$0].uncertainty < sieve.below)
    }
    #expect(found.open.map(Int.init).sorted() == open)
  }

  private static func sieve(top: Int) -> Sieve {
    Sieve(
      offset: 0, slope: 0, lift: 0, reach: 1, above: 0.26, below: 0.24,
      threshold: top > 0 ? -.infinity : .infinity)
  }

  private static func isSettled(_ hit: SieveHit, _ sieve: Sieve) -> Bool {
    (hit.key - hit.uncertainty > sieve.above || hit.key + hit.uncertainty < sieve.below)
      && hit.key + hit.uncertainty < sieve.threshold
  }

  /// Keys with ties, some of them endless or not numbers.
  private static func hits(seed: UInt64) -> [SieveHit] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      let key: Float =
        switch Int.random(in: 0..<60, using: &generator) {
        case 0: .nan
        case 1: .infinity
        case 2: -.infinity
        case 3..<20: Float(Int.random(in: -4...4, using: &generator)) / 4
        default: .random(in: -1...1, using: &generator)
        }
      let isOpen = Int.random(in: 0..<50, using: &generator) == 0
      return SieveHit(
        index: 0, key: key, uncertainty: isOpen ? .infinity : .random(in: 0...0.02, using: &generator))
    }
  }
}
