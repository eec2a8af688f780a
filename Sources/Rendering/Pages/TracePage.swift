package import EncodingsProtocol

extension TraceResult {
  /// The result for a person: one journey layer by layer, or several in a row each. `showsAll`: whether a layer takes
  /// as many lines as its nearest entries need, instead of one.
  package func text(in layout: Layout, showsAll: Bool = false) -> String {
    guard journeys.count == 1, let journey = journeys.first else {
      return layout.text(overviewPage(in: layout))
    }
    return layout.text(journeyPage(journey, showsAll: showsAll, in: layout))
  }
}
