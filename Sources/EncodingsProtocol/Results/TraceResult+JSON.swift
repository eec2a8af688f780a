extension TraceResult {
  /// The result as JSON text, keys in the order of the documentation. Similarities are the shortest decimals that
  /// read back as the same `Float`.
  package func json() -> [UInt8] {
    let neighbors = journeys.reduce(0) { $0 + $1.layers.reduce(0) { $0 + $1.neighbors.count } }
    var writer = JSONWriter(capacity: 512 + tokens.count * 96 + neighbors * 56)
    writer.raw(#"{"model":"#)
    writer.write(model)
    writer.raw(#","tap":"#)
    writer.string(tap)
    writer.raw(#","space":"#)
    writer.string(space)
    writer.raw(#","metric":"#)
    writer.string(metric)
    writer.raw(#","arithmetic":"#)
    writer.string(arithmetic)
    writer.raw(#","truncated":"#)
    writer.bool(truncated)
    writer.raw(#","tokens":"#)
    writer.list(tokens) { $0.write($1) }
    writer.raw(#","journeys":"#)
    writer.list(journeys) { $0.write($1) }
    writer.raw(#","timing":{"queuedMs":"#)
    writer.number(timing.queuedMs)
    writer.raw(#","computeMs":"#)
    writer.number(timing.computeMs)
    writer.raw("}}")
    return writer.bytes
  }
}

extension JSONWriter {
  fileprivate mutating func write(_ model: ModelDescription) {
    raw(#"{"name":"#)
    string(model.name)
    raw(#","family":"#)
    string(model.family)
    raw(#","layers":"#)
    integer(model.layers)
    raw(#","hidden":"#)
    integer(model.hidden)
    raw(#","vocabulary":"#)
    integer(model.vocabulary)
    raw(#","digest":"#)
    string(model.digest)
    raw("}")
  }

  fileprivate mutating func write(_ token: TokenDescription) {
    raw(#"{"position":"#)
    integer(token.position)
    raw(#","id":"#)
    integer(token.id)
    raw(#","token":"#)
    string(token.token)
    raw(#","text":"#)
    string(token.text)
    raw(#","start":"#)
    integer(token.start)
    raw(#","end":"#)
    integer(token.end)
    raw(#","special":"#)
    bool(token.special)
    raw("}")
  }

  fileprivate mutating func write(_ journey: JourneyDescription) {
    raw(#"{"position":"#)
    integer(journey.position)
    raw(#","layers":"#)
    list(journey.layers) { $0.write($1) }
    raw("}")
  }

  fileprivate mutating func write(_ layer: LayerDescription) {
    raw(#"{"layer":"#)
    integer(layer.layer)
    raw(#","similarity":"#)
    number(layer.similarity)
    raw(#","rank":"#)
    integer(layer.rank)
    raw(#","ties":"#)
    integer(layer.ties)
    raw(#","neighbors":"#)
    list(layer.neighbors) { writer, neighbor in
      writer.raw(#"{"id":"#)
      writer.integer(neighbor.id)
      writer.raw(#","token":"#)
      writer.string(neighbor.token)
      writer.raw(#","similarity":"#)
      writer.number(neighbor.similarity)
      writer.raw("}")
    }
    raw("}")
  }
}
