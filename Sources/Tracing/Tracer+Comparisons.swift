import Encoders
import Kernels

extension Tracer {
  /// Makes each question's encodings ready to be compared with the vocabulary, over all threads of the pool.
  func compare(_ questions: [PreparedQuestion], _ readings: [TapReadings]) -> [Comparison] {
    let spaces = questions.map { self.spaces(of: $0) }
    let places = questions.indices.flatMap { question in
      questions[question].positions.indices.flatMap { position in
        questions[question].layers.indices.map { (question, position, $0) }
      }
    }
    let queries = workers.map(places.count) { place in
      let (question, position, layer) = places[place]
      let row = readings[question].rows.row(readings[question].index(position: position, layer: layer))
      return Query(row, space: spaces[question][position], facts: vocabulary)
    }
    let orders = workers.map(places.count) { place in
      let (question, position, _) = places[place]
      return queries[place].order(
        of: questions[question].entry(of: position), in: spaces[question][position],
        by: questions[question].question.metric, facts: vocabulary, kernels: kernels)
    }
    var first = 0
    return questions.indices.map { index in
      let question = questions[index]
      let own = first..<first + question.positions.count * question.layers.count
      first = own.upperBound
      return Comparison(
        ids: question.positions.indices.map(question.entry), spaces: spaces[index],
        metric: question.question.metric, top: question.question.top, layerCount: question.layers.count,
        queries: Array(queries[own]), ownOrders: Array(orders[own]))
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
