/// What a model is, for people and for `models`.
package struct ModelFacts: Sendable, Hashable {
  package var name: String
  /// `model_type` of config.json.
  package var family: String
  package var layers: Int
  package var hidden: Int
  package var vocabulary: Int
  /// Longest text in tokens, special ones counted.
  package var limit: Int
  package var mappedBytes: Int

  package init(
    name: String, family: String, layers: Int, hidden: Int, vocabulary: Int, limit: Int, mappedBytes: Int
  ) {
    self.name = name
    self.family = family
    self.layers = layers
    self.hidden = hidden
    self.vocabulary = vocabulary
    self.limit = limit
    self.mappedBytes = mappedBytes
  }
}
