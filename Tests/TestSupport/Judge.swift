/// What one of the project's answers says of a token at a layer, whether it came over a socket or by a call.
package struct ReadingFound: Sendable {
  package var similarity: Double
  package var rank: Int
  package var ties: Int
  package var neighbors: [(id: Int, similarity: Double)]

  package init(similarity: Double, rank: Int, ties: Int, neighbors: [(id: Int, similarity: Double)]) {
    self.similarity = similarity
    self.rank = rank
    self.ties = ties
    self.neighbors = neighbors
  }
}

/// Holds readings against the oracle's, and keeps the largest error seen.
package struct Judge {
  package private(set) var compared = 0
  package private(set) var neighbours = 0
  package private(set) var largestError = 0.0
  /// The same, divided by `max(1, |similarity|)`: distances may be large.
  package private(set) var largestRelativeError = 0.0
  package private(set) var ranksOff = 0
  package private(set) var complaints: [String] = []

  package init() {}

  package mutating func compare(_ answer: ReadingFound, with golden: GoldenReading, about what: String) {
    compared += 1
    let scale = max(1, abs(golden.similarity))
    note(answer.similarity, golden.similarity)
    // Written so that what is no number is too far away.
    if !(abs(answer.similarity - golden.similarity) <= 1e-5 * scale) {
      complain(what, "similarity \(answer.similarity), expected \(golden.similarity)")
    }
    if answer.rank != golden.rank { ranksOff += 1 }
    if !(golden.rankLow...golden.rankHigh).contains(answer.rank) {
      complain(what, "rank \(answer.rank), expected \(golden.rankLow)...\(golden.rankHigh)")
    }
    if answer.ties < golden.ties || answer.ties > golden.rankHigh - golden.rankLow {
      complain(what, "ties \(answer.ties), expected \(golden.ties)")
    }
    compareNeighbours(answer.neighbors, golden.neighbors, what)
  }

  /// The same ids in the same order, but for exchanges among near-ties.
  private mutating func compareNeighbours(
    _ answer: [(id: Int, similarity: Double)], _ golden: [GoldenNeighbor], _ what: String
  ) {
    guard answer.count == golden.count else {
      return complain(what, "\(answer.count) neighbours, expected \(golden.count)")
    }
    for (index, (neighbor, expected)) in zip(answer, golden).enumerated() {
      neighbours += 1
      note(neighbor.similarity, expected.similarity)
      let window = 2e-6 * max(1, abs(expected.similarity))
      if !(abs(neighbor.similarity - expected.similarity) <= 1e-5 * max(1, abs(expected.similarity))) {
        complain(what, "neighbour \(index): \(neighbor), expected \(expected)")
      }
      guard neighbor.id != expected.id else { continue }
      let elsewhere = golden.first { $0.id == neighbor.id }
      let last = golden.last?.similarity ?? 0
      let near = elsewhere?.similarity ?? last
      if !(abs(near - expected.similarity) <= window) {
        complain(what, "neighbour \(index) is \(neighbor.id), expected \(expected.id)")
      }
    }
  }

  private mutating func note(_ found: Double, _ expected: Double) {
    largestError = max(largestError, abs(found - expected))
    largestRelativeError = max(largestRelativeError, abs(found - expected) / max(1, abs(expected)))
  }

  private mutating func complain(_ what: String, _ complaint: String) {
    complaints.append("\(what): \(complaint)")
  }

  package var summary: String {
    "\(compared) readings, \(neighbours) neighbours, largest error \(largestError) "
      + "(\(largestRelativeError) relative to distances above 1), \(ranksOff) ranks not the float64 rank, "
      + "\(complaints.count) complaints"
  }
}
