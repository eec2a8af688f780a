package import Encoders

/// What the vocabulary's entries are compared as.
package enum Space: String, CaseIterable, Sendable, Hashable {
  /// The raw word-embedding rows `E[v]`.
  case word
  /// `E[v] + P[position of the traced token]`.
  case wordPosition = "word+position"
  /// `LN(E[v] + P[position] + T[0])`, what layer 0 reads.
  case embedding
}

/// How near two vectors are.
package enum Metric: String, CaseIterable, Sendable, Hashable {
  case cosine
  /// Similarity is minus the distance.
  case euclidean
}

/// One question about one text; every default is in `init`.
package struct Question: Sendable, Hashable {
  package var text: String
  /// Index into the tokens, special ones counted; nil asks about every position.
  package var position: Int?
  package var tap: Tap
  package var space: Space
  package var metric: Metric
  package var arithmetic: Arithmetic
  /// How many neighbours a reading lists; 0 is allowed.
  package var top: Int
  /// Layers to answer, counted from 0; nil asks for all.
  package var layers: [Int]?
  /// Whether a text longer than the model allows is cut instead of refused.
  package var truncate: Bool

  package init(
    text: String, position: Int? = nil, tap: Tap = .residMid, space: Space = .wordPosition,
    metric: Metric = .cosine, arithmetic: Arithmetic = .exact, top: Int = 15, layers: [Int]? = nil,
    truncate: Bool = false
  ) {
    self.text = text
    self.position = position
    self.tap = tap
    self.space = space
    self.metric = metric
    self.arithmetic = arithmetic
    self.top = top
    self.layers = layers
    self.truncate = truncate
  }
}
