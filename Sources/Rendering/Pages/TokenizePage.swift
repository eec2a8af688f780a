package import EncodingsProtocol

extension TokenizeResult {
  /// The result for a person: a row a token.
  package func text(in layout: Layout) -> String {
    let table = Table(
      columns: [
        Table.Column(title: "", alignment: .right), Table.Column(title: "id", alignment: .right),
        Table.Column(title: "token", minimum: 8), Table.Column(title: "text", minimum: 6, dispensable: 2),
        Table.Column(title: "from–to", alignment: .right, dispensable: 1),
      ],
      rows: tokens.map { token in
        [
          StyledText("\(token.position)", .dim), StyledText("\(token.id)"),
          StyledText(model.readable(token.token), token.special ? .dim : .plain),
          token.special ? StyledText("(special)", .dim) : StyledText("'\(displayed(token.text))'"),
          StyledText(token.special ? "" : "\(token.start)–\(token.end)", .dim),
        ]
      })
    var lines = wrapped(
      [
        StyledText(displayed(model.name), .bold),
        StyledText("\(tokens.count) tokens, \(tokens.filter(\.special).count) of them special", .dim),
      ], width: layout.width)
    if truncated {
      lines += wrapped(
        "The text was cut to the \(tokens.count) tokens that the model reads.", .bad, width: layout.width)
    }
    return layout.text(lines + [StyledText()] + table.lines(width: layout.width))
  }
}
