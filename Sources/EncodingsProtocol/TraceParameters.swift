/// What `trace` is asked: params of the method, keys as on the wire.
///
/// A key that is left out takes the default that PROTOCOL.md gives it; the defaults are the server's, so an
/// absent value stays absent here.
public struct TraceParameters: Codable, Sendable, Hashable {
  /// The text to trace.
  public var text: String
  /// Index of the token to trace, special tokens counted from 0; every token if absent.
  public var position: Int?
  /// Name of the model; the daemon's first model if absent.
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
  /// Which layers to answer, counted from 0; all if absent.
  public var layers: [Int]?
  /// Whether a text that is too long is cut instead of refused; `false` if absent.
  public var truncate: Bool?

  /// Asks about `text` with every default.
  public init(text: String) {
    self.text = text
  }
}
