import FoundationEssentials

/// `Tests/Reference/golden/NAME.json`: questions and the float64 oracle's answers; its README says how to judge.
package struct Golden: Decodable, Sendable {
  package var model: String
  package var texts: [GoldenText]

  package static func load(_ name: String) throws -> Golden {
    let path = RepositoryRoot.file("Tests/Reference/golden/\(name).json")
    return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: URL(filePath: path)))
  }
}

package struct GoldenText: Decodable, Sendable {
  package var text: String
  package var ids: [Int]
  package var cases: [GoldenCase]
}

package struct GoldenCase: Decodable, Sendable {
  package var position: Int
  package var tap: String
  package var space: String
  package var metric: String
  package var arithmetic: String
  package var top: Int
  package var layers: [GoldenReading]
}

package struct GoldenReading: Decodable, Sendable {
  package var layer: Int
  package var similarity: Double
  package var rank: Int
  package var rankLow: Int
  package var rankHigh: Int
  package var ties: Int
  package var neighbors: [GoldenNeighbor]
}

/// `[id, similarity]`
package struct GoldenNeighbor: Decodable, Sendable {
  package var id: Int
  package var similarity: Double

  package init(from decoder: any Decoder) throws {
    var pair = try decoder.unkeyedContainer()
    id = try pair.decode(Int.self)
    similarity = try pair.decode(Double.self)
  }
}
