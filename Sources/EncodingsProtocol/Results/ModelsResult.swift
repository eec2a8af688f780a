/// What `models` answers.
public struct ModelsResult: Codable, Sendable, Equatable {
  /// Every model the daemon was given, the default first.
  public var models: [ServedModel]

  /// The models a daemon serves.
  public init(models: [ServedModel]) {
    self.models = models
  }
}

/// Whether a model answers.
public enum ModelState: String, CaseIterable, Codable, Sendable, Hashable {
  /// It answers.
  case ready
  /// It is being checked and mapped.
  case loading
  /// Its files are not what they must be; `reason` says why.
  case damaged
}

/// A model as the daemon serves it. What is only known of a model that could be read is absent of one that could
/// not.
public struct ServedModel: Codable, Sendable, Equatable {
  /// The name of its folder, which params call it by.
  public var name: String
  /// Whether it answers.
  public var state: ModelState
  /// Why it does not, if it does not.
  public var reason: String?
  /// Whether it answers when params name no model.
  public var `default`: Bool
  /// `model_type` of config.json.
  public var family: String?
  /// Number of layers.
  public var layers: Int?
  /// Width of an encoding.
  public var hidden: Int?
  /// Number of vocabulary entries.
  public var vocabulary: Int?
  /// Longest text in tokens, special ones counted.
  public var limit: Int?
  /// `sha256:` and the hexadecimal digest of the weight files.
  public var digest: String?
  /// Bytes of weights mapped from its files.
  public var mappedBytes: Int?

  /// A model of which no more is known yet.
  public init(name: String, state: ModelState, reason: String? = nil, isDefault: Bool) {
    self.name = name
    self.state = state
    self.reason = reason
    self.default = isDefault
  }
}
