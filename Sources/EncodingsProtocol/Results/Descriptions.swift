/// A model as answers name it.
public struct ModelDescription: Codable, Sendable, Equatable {
  /// The name of its folder.
  public var name: String
  /// `roberta`, `bert`, …: `model_type` of config.json.
  public var family: String
  /// Number of layers.
  public var layers: Int
  /// Width of an encoding.
  public var hidden: Int
  /// Number of vocabulary entries.
  public var vocabulary: Int
  /// `sha256:` and the hexadecimal digest of the weight files.
  public var digest: String

  /// A model's facts.
  public init(name: String, family: String, layers: Int, hidden: Int, vocabulary: Int, digest: String) {
    self.name = name
    self.family = family
    self.layers = layers
    self.hidden = hidden
    self.vocabulary = vocabulary
    self.digest = digest
  }
}

/// A token of a text.
public struct TokenDescription: Codable, Sendable, Equatable {
  /// Index into the tokens, special ones counted.
  public var position: Int
  /// Vocabulary entry.
  public var id: Int
  /// The vocabulary's own spelling (`Ġflies`).
  public var token: String
  /// The readable piece (` flies`).
  public var text: String
  /// Where the token starts in the text, in Unicode scalars.
  public var start: Int
  /// Where it ends, exclusive, in Unicode scalars.
  public var end: Int
  /// Whether the tokenizer added it around the text (`<s>`, `[SEP]`).
  public var special: Bool

  /// A token.
  public init(position: Int, id: Int, token: String, text: String, start: Int, end: Int, special: Bool) {
    self.position = position
    self.id = id
    self.token = token
    self.text = text
    self.start = start
    self.end = end
    self.special = special
  }
}
