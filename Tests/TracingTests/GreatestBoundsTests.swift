import TestSupport
import Testing

@testable import Tracing

/// The greatest of a row of numbers, against sorting all of it.
@Suite struct GreatestBoundsTests {
  @Test(arguments: [0, 1, 2, 3, 15, 16, 64, 500]) func areWhatSortingFinds(_ capacity: Int) {
    var generator = SeededGenerator(seed: UInt64(capacity))
    for round in 0..<20 {
      var bounds = GreatestBounds(capacity: capacity)
      var all: [Float] = []
      // Few different numbers in every other round, so that there are ties.
      for _ in 0..<300 {
        let value: Float =
          switch Int.random(in: 0..<40, using: &generator) {
          case 0: -.infinity
          case 1: .infinity
          case 2: .nan
          default:
            round % 2 == 0
              ? .random(in: -1...1, using: &generator) : Float(Int.random(in: 0..<9, using: &generator))
          }
        all.append(value.isNaN ? -.infinity : value)
        bounds.add(value)
        let greatest = all.sorted(by: >).prefix(max(1, capacity))
        #expect(bounds.values.sorted(by: >) == Array(greatest))
        #expect(bounds.least == (all.count < capacity ? -.infinity : greatest.last))
      }
    }
  }
}
