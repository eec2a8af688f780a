/// A token of the question's text.
package struct TokenReading: Sendable, Hashable {
  package var id: Int
  /// The vocabulary's own spelling (`Ġflies`).
  package var spelling: String
  /// The readable piece.
  package var text: String
  /// Where it starts and ends (exclusive) in the text, in Unicode scalars.
  package var start: Int
  package var end: Int
  /// Whether the tokenizer put it around the text.
  package var special: Bool

  package init(id: Int, spelling: String, text: String, start: Int, end: Int, special: Bool) {
    self.id = id
    self.spelling = spelling
    self.text = text
    self.start = start
    self.end = end
    self.special = special
  }
}

/// A text as the model reads it.
package struct TokenizedText: Sendable, Hashable {
  package var tokens: [TokenReading]
  /// Whether tokens were cut away to fit the model.
  package var truncated: Bool

  package init(tokens: [TokenReading], truncated: Bool) {
    self.tokens = tokens
    self.truncated = truncated
  }
}

/// A vocabulary entry near an encoding.
package struct Neighbor: Sendable, Hashable {
  package var id: Int
  package var similarity: Float

  package init(id: Int, similarity: Float) {
    self.id = id
    self.similarity = similarity
  }
}

/// What one layer made of one token.
package struct LayerReading: Sendable, Hashable {
  package var layer: Int
  /// Similarity of the encoding to the token's own entry.
  package var similarity: Float
  /// 1 + the number of entries with a strictly greater similarity.
  package var rank: Int
  /// The number of other entries with the same similarity.
  package var ties: Int
  /// The nearest entries by similarity, then by id.
  package var neighbors: [Neighbor]

  package init(layer: Int, similarity: Float, rank: Int, ties: Int, neighbors: [Neighbor]) {
    self.layer = layer
    self.similarity = similarity
    self.rank = rank
    self.ties = ties
    self.neighbors = neighbors
  }
}

/// A token's way through the layers.
package struct Journey: Sendable, Hashable {
  package var position: Int
  package var readings: [LayerReading]

  package init(position: Int, readings: [LayerReading]) {
    self.position = position
    self.readings = readings
  }
}

/// The answer to a `Question`.
package struct Answer: Sendable, Hashable {
  package var text: TokenizedText
  /// In ascending order of position.
  package var journeys: [Journey]

  package init(text: TokenizedText, journeys: [Journey]) {
    self.text = text
    self.journeys = journeys
  }
}
