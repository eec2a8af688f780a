/// What `tokenize` is asked: params of the method, keys as on the wire.
public struct TokenizeParameters: Codable, Sendable, Hashable {
  /// The text to cut into tokens.
  public var text: String
  /// Name of the model; the daemon's default model if absent.
  public var model: String?
  /// Whether a text that is too long is cut instead of refused; `false` if absent.
  public var truncate: Bool?

  /// Asks about `text` with every default.
  public init(text: String) {
    self.text = text
  }

  package enum CodingKeys: String, CodingKey, CaseIterable {
    case text, model, truncate
  }
}

extension TokenizeParameters: StrictParameters {
  package init(reading reader: ParameterReader<CodingKeys>) throws(RPCError) {
    text = try reader.required(.text) { reader, key throws(RPCError) in try reader.string(key) }
    model = try reader.string(.model)
    truncate = try reader.bool(.truncate)
  }
}
