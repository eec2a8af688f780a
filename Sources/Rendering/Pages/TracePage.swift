package import EncodingsProtocol

extension TraceResult {
  /// What was asked for.
  package enum Scope: Sendable {
    case onePosition, allPositions
  }

  /// The result for a person: one journey layer by layer, or all in a row each. `showsAll`: whether a layer takes as many
  /// lines as its nearest entries need, instead of one.
  package func text(in layout: Layout, of scope: Scope = .onePosition, showsAll: Bool = false) -> String {
    guard scope == .onePosition, journeys.count == 1, let journey = journeys.first else {
      return layout.text(overviewPage(in: layout))
    }
    return layout.text(journeyPage(journey, showsAll: showsAll, in: layout))
  }
}
