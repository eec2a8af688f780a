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

/// Why a model folder cannot be served: the file, the byte offset where it is known, and the reason.
package struct LoadingError: Error, Sendable, Hashable {
  package var file: String
  package var offset: Int?
  package var reason: String

  /// Scalars of a reason: what files hold, it may repeat.
  private static let longestReason = 1000

  package init(file: String, offset: Int?, reason: String) {
    self.file = file
    self.offset = offset
    self.reason = reason.inOneLine(most: Self.longestReason)
  }
}
