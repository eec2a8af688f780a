/// What `trace` is asked: params of the method, keys as on the wire.
///
/// A key that is left out takes the default that PROTOCOL.md gives it; the defaults are the server's, so an
/// absent value stays absent here.
public struct TraceParameters: Codable, Sendable, Hashable {
  /// The text to trace.
  public var text: String
  /// Index of the token to trace, special tokens counted from 0; every token if absent.
  public var position: Int?
  /// Name of the model; the daemon's default model if absent.
  public var model: String?
  /// Where in the layer to read; `resid_mid` if absent.
  public var tap: String?
  /// What to compare with; `word+position` if absent.
  public var space: String?
  /// `cosine` (if absent) or `euclidean`.
  public var metric: String?
  /// `exact` (if absent) or `published`.
  public var arithmetic: String?
  /// How many neighbours a layer lists; 15 if absent.
  public var top: Int?
  /// Which layers to answer, counted from 0, in any order, one named twice being answered once; all if absent.
  public var layers: [Int]?
  /// Whether a text that is too long is cut instead of refused; `false` if absent.
  public var truncate: Bool?
  /// What to call this request in `$/progress`, an integer or a string; no progress is told if absent.
  public var progressToken: RequestID?

  /// Asks about `text` with every default.
  public init(text: String) {
    self.text = text
  }

  package enum CodingKeys: String, CodingKey, CaseIterable {
    case text, position, model, tap, space, metric, arithmetic, top, layers, truncate, progressToken
  }
}

extension TraceParameters: StrictParameters {
  package init(reading reader: ParameterReader<CodingKeys>) throws(RPCError) {
    text = try reader.required(.text) { reader, key throws(RPCError) in try reader.string(key) }
    position = try reader.integer(.position)
    model = try reader.string(.model)
    tap = try reader.choice(.tap, of: ParameterChoices.tap)
    space = try reader.choice(.space, of: ParameterChoices.space)
    metric = try reader.choice(.metric, of: ParameterChoices.metric)
    arithmetic = try reader.choice(.arithmetic, of: ParameterChoices.arithmetic)
    top = try reader.integer(.top)
    layers = try reader.integers(.layers)
    truncate = try reader.bool(.truncate)
    progressToken = try reader.identifier(.progressToken)
  }
}
