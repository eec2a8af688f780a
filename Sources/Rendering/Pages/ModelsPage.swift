package import EncodingsProtocol

extension ModelsResult {
  /// The result for a person: a row a model, and what ails those that do not answer.
  package func text(in layout: Layout) -> String {
    guard !models.isEmpty else {
      return layout.text(
        wrapped("The daemon serves no models. Start it with --model DIR.", width: layout.width))
    }
    return layout.text(models.table(in: layout))
  }
}

extension [ServedModel] {
  /// A row a model, the default marked `*`, and below them the reasons of those that do not answer.
  func table(in layout: Layout) -> [StyledText] {
    let table = Table(
      columns: [
        Table.Column(title: "model", minimum: 12), Table.Column(title: "state"),
        Table.Column(title: "family", dispensable: 3),
        Table.Column(title: "layers", alignment: .right, dispensable: 1),
        Table.Column(title: "hidden", alignment: .right, dispensable: 2),
        Table.Column(title: "vocabulary", alignment: .right, dispensable: 4),
        Table.Column(title: "tokens", alignment: .right, dispensable: 5),
        Table.Column(title: "mapped", alignment: .right, dispensable: 6),
        Table.Column(title: "digest", dispensable: 7),
      ], rows: map(\.row),
      // A model is asked for by its whole name.
      shrinksFirst: false)
    let reasons = flatMap { model in
      model.reason.map {
        wrapped("\(displayed(model.name)): \(displayed($0))", .bad, width: layout.width)
      } ?? []
    }
    return table.lines(width: layout.width) + (reasons.isEmpty ? [] : [StyledText()] + reasons)
  }
}

extension ServedModel {
  fileprivate var row: [StyledText] {
    func count(_ value: Int?) -> StyledText { StyledText(value.map(grouped) ?? "") }
    let styles: [ModelState: Style] = [.ready: .good, .loading: .dim, .damaged: .bad]
    return [
      StyledText(displayed(name) + (self.default ? " *" : "")),
      StyledText(state.rawValue, styles[state] ?? .plain), StyledText(family.map(displayed) ?? ""),
      count(layers), count(hidden), count(vocabulary), count(limit),
      StyledText(mappedBytes.map(bytes) ?? ""),
      StyledText(digest.map { displayed(String($0.prefix(19))) } ?? "", .dim),
    ]
  }
}
