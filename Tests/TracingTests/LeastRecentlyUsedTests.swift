import TestSupport
import Testing

import Tracing

/// What is kept, and what goes first.
@Suite struct LeastRecentlyUsedTests {
  /// The same in one array, the newest last.
  private struct Naive {
    var limit: Int { didSet { shrink() } }
    var kept: [(key: Int, value: Int, bytes: Int)] = []

    var bytes: Int { kept.map(\.bytes).reduce(0, +) }

    mutating func value(of key: Int) -> Int? {
      guard let index = kept.firstIndex(where: { $0.key == key }) else { return nil }
      kept.append(kept.remove(at: index))
      return kept.last?.value
    }

    mutating func insert(_ value: Int, of key: Int, bytes: Int) {
      kept.removeAll { $0.key == key }
      if bytes * 4 < limit - limit % 4 { kept.append((key, value, bytes)) }
      shrink()
    }

    private mutating func shrink() {
      while bytes > limit { kept.removeFirst() }
    }
  }

  @Test(arguments: UInt64(0)..<30) func agreesWithOneArrayAtEveryStep(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var cache = LeastRecentlyUsed<Int, Int>(limit: 100)
    var naive = Naive(limit: 100)
    for step in 0..<1000 {
      let key = Int.random(in: 0..<20, using: &random)
      switch Int.random(in: 0..<20, using: &random) {
      case 0..<9: #expect(cache.value(of: key) == naive.value(of: key))
      case 9..<19:
        let bytes = Int.random(in: 0...30, using: &random)
        cache.insert(step, of: key, bytes: bytes)
        naive.insert(step, of: key, bytes: bytes)
      default:
        let limit = Int.random(in: 0...160, using: &random)
        cache.limit = limit
        naive.limit = limit
      }
      #expect(cache.count == naive.kept.count && cache.bytes == naive.bytes && cache.bytes <= cache.limit)
    }
    for key in 0..<20 { #expect(cache.value(of: key) == naive.value(of: key)) }
  }

  @Test func whatWasUsedLongestAgoGoesFirst() {
    var cache = LeastRecentlyUsed<String, Int>(limit: 10)
    for (number, key) in ["a", "b", "c", "d", "e"].enumerated() { cache.insert(number, of: key, bytes: 1) }
    #expect(cache.value(of: "a") == 0)
    cache.limit = 2
    #expect(cache.count == 2)
    #expect(cache.value(of: "a") == 0 && cache.value(of: "e") == 4 && cache.value(of: "d") == nil)
  }

  @Test func oneValueDoesNotDriveOutTheOthers() {
    var cache = LeastRecentlyUsed<String, Int>(limit: 100)
    cache.insert(1, of: "a", bytes: 24)
    cache.insert(2, of: "b", bytes: 25)
    #expect(cache.count == 1 && cache.value(of: "b") == nil)
    // The older value of a key is not given in place of the one that was too big.
    cache.insert(3, of: "a", bytes: 99)
    #expect(cache.value(of: "a") == nil && cache.bytes == 0)
  }

  @Test func nothingIsKeptWithoutRoom() {
    var cache = LeastRecentlyUsed<String, Int>(limit: 0)
    cache.insert(1, of: "a", bytes: 0)
    #expect(cache.value(of: "a") == nil)
  }
}
