import Encoders
import Kernels

extension Tracer {
  /// Makes each question's encodings ready to be compared with the vocabulary, over all threads of the pool.
  func compare(_ questions: [PreparedQuestion], _ readings: [TapReadings]) -> [Comparison] {
    let spaces = questions.map { self.spaces(of: $0) }
    let counts = questions.map { $0.positions.count * $0.layers.count }
    let measured = workers.map(groups: counts) { number, index in
      let question = questions[number]
      let (position, layer) = index.quotientAndRemainder(dividingBy: question.layers.count)
      let space = spaces[number][position]
      let row = readings[number].rows.row(readings[number].index(position: position, layer: layer))
      let query = Query(row, space: space, facts: vocabulary)
      let own = query.orders(
        of: [Int32(question.entry(of: position))], in: space, by: question.question.metric, facts: vocabulary,
        kernels: kernels)
      return (query: query, own: own.first ?? .nan)
    }
    return questions.indices.map { number in
      let question = questions[number]
      return Comparison(
        ids: question.positions.indices.map(question.entry), spaces: spaces[number],
        metric: question.question.metric, top: question.question.top, layerCount: question.layers.count,
        queries: measured[number].map(\.query), ownOrders: measured[number].map(\.own))
    }
  }

  private func spaces(of question: PreparedQuestion) -> [PositionedSpace] {
    let table = encoder.family.positions(of: question.text.tokens.map { Int32($0.id) })
    // The demo adds the position row of token 0, whichever token it traces.
    let published = question.question.arithmetic == .published
    return question.positions.map {
      PositionedSpace(
        question.question.space, position: encoder.embeddings.position.widened(table[published ? 0 : $0]),
        facts: vocabulary)
    }
  }
}

extension PreparedQuestion {
  /// The entry of the traced position number `index`.
  fileprivate func entry(of index: Int) -> Int { text.tokens[positions[index]].id }
}
