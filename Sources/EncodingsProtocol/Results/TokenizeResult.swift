/// What `tokenize` answers.
public struct TokenizeResult: Codable, Sendable, Equatable {
  /// The model whose tokens they are.
  public var model: ModelDescription
  /// The tokens, special ones included.
  public var tokens: [TokenDescription]
  /// Whether the text was cut to the model's limit.
  public var truncated: Bool

  /// A result with every part given.
  public init(model: ModelDescription, tokens: [TokenDescription], truncated: Bool) {
    self.model = model
    self.tokens = tokens
    self.truncated = truncated
  }
}
