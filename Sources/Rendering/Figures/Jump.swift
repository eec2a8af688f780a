import EncodingsProtocol

/// A layer at which a token's rank is at least ten times, or at most a tenth of, what it was one layer before.
struct Jump: Hashable, Sendable {
  static let leastFactor = 10

  var layer: Int
  /// By how much the rank grew or fell, rounded down.
  var factor: Int
  /// Whether the token went away from itself.
  var isAway: Bool

  /// The jumps of a journey. Readings whose layers do not follow on each other are not compared.
  static func jumps(in readings: [LayerDescription]) -> [Jump] {
    zip(readings, readings.dropFirst()).compactMap { before, after in
      guard before.layer &+ 1 == after.layer, before.rank > 0, after.rank > 0 else { return nil }
      let isAway = after.rank > before.rank
      let factor = isAway ? after.rank / before.rank : before.rank / after.rank
      return factor >= leastFactor ? Jump(layer: after.layer, factor: factor, isAway: isAway) : nil
    }
  }

  /// `5 ×840` or `6 ÷310`.
  var text: String { "\(layer) \(isAway ? "×" : "÷")\(factor)" }
}
