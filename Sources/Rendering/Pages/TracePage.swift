package import EncodingsProtocol

extension TraceResult {
  /// The result for a person: one journey layer by layer, or several in a row each.
  package func text(in layout: Layout) -> String {
    guard journeys.count == 1, let journey = journeys.first else {
      return layout.text(overviewPage(in: layout))
    }
    return layout.text(journeyPage(journey, in: layout))
  }
}
