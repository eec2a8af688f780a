import FoundationEssentials
import TestSupport
import Tracing

/// `Tests/Reference/golden/NAME.json`: questions and the float64 oracle's answers; its README says how to judge.
struct Golden: Decodable, Sendable {
  var model: String
  var texts: [GoldenText]

  static func load(_ name: String) throws -> Golden {
    let path = RepositoryRoot.file("Tests/Reference/golden/\(name).json")
    return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: URL(filePath: path)))
  }
}

struct GoldenText: Decodable, Sendable {
  var text: String
  var ids: [Int]
  var cases: [GoldenCase]
}

struct GoldenCase: Decodable, Sendable {
  var position: Int
  var tap: String
  var space: String
  var metric: String
  var arithmetic: String
  var top: Int
  var layers: [GoldenReading]
}

struct GoldenReading: Decodable, Sendable {
  var layer: Int
  var similarity: Double
  var rank: Int
  var rankLow: Int
  var rankHigh: Int
  var ties: Int
  var neighbors: [GoldenNeighbor]
}

/// `[id, similarity]`
struct GoldenNeighbor: Decodable, Sendable {
  var id: Int
  var similarity: Double

  init(from decoder: any Decoder) throws {
    var pair = try decoder.unkeyedContainer()
    id = try pair.decode(Int.self)
    similarity = try pair.decode(Double.self)
  }
}
