/// What `trace` answers: the result object of the method. Programs rely on its shape: keys may be added,
/// never renamed.
public struct TraceResult: Codable, Sendable, Equatable {
  /// The model that answered.
  public var model: ModelDescription
  /// The tap that was read.
  public var tap: String
  /// The space that was compared with.
  public var space: String
  /// The metric.
  public var metric: String
  /// The arithmetic.
  public var arithmetic: String
  /// Whether the text was cut to the model's limit.
  public var truncated: Bool
  /// The tokens the model read, special ones included.
  public var tokens: [TokenDescription]
  /// One journey a traced position, in ascending order of position.
  public var journeys: [JourneyDescription]
  /// How long the answer waited and took.
  public var timing: Timing

  /// A result with every part given.
  public init(
    model: ModelDescription, tap: String, space: String, metric: String, arithmetic: String, truncated: Bool,
    tokens: [TokenDescription], journeys: [JourneyDescription], timing: Timing
  ) {
    self.model = model
    self.tap = tap
    self.space = space
    self.metric = metric
    self.arithmetic = arithmetic
    self.truncated = truncated
    self.tokens = tokens
    self.journeys = journeys
    self.timing = timing
  }
}

/// One position's readings, layer by layer.
public struct JourneyDescription: Codable, Sendable, Equatable {
  /// The traced token's index into `tokens`.
  public var position: Int
  /// The readings, in ascending order of layer.
  public var layers: [LayerDescription]

  /// A journey of one position.
  public init(position: Int, layers: [LayerDescription]) {
    self.position = position
    self.layers = layers
  }
}

/// What one layer made of one token.
public struct LayerDescription: Codable, Sendable, Equatable {
  /// The layer, counted from 0.
  public var layer: Int
  /// Similarity of the encoding to the token's own vocabulary entry.
  public var similarity: Float
  /// 1 + the number of entries with a strictly greater similarity.
  public var rank: Int
  /// The number of other entries with the very same similarity.
  public var ties: Int
  /// The nearest entries, nearest first, then by id.
  public var neighbors: [NeighborDescription]

  /// A reading of one layer.
  public init(layer: Int, similarity: Float, rank: Int, ties: Int, neighbors: [NeighborDescription]) {
    self.layer = layer
    self.similarity = similarity
    self.rank = rank
    self.ties = ties
    self.neighbors = neighbors
  }
}

/// A vocabulary entry near an encoding.
public struct NeighborDescription: Codable, Sendable, Equatable {
  /// The entry's id.
  public var id: Int
  /// The vocabulary's own spelling.
  public var token: String
  /// Its similarity to the encoding.
  public var similarity: Float

  /// A neighbour.
  public init(id: Int, token: String, similarity: Float) {
    self.id = id
    self.token = token
    self.similarity = similarity
  }
}

/// How long a request waited and took, in milliseconds.
public struct Timing: Codable, Sendable, Equatable {
  /// From the request's last byte to the start of its computation, and what it stood back for shorter questions.
  public var queuedMs: Double
  /// The rest of the time to the finished answer.
  public var computeMs: Double

  /// Two durations in milliseconds.
  public init(queuedMs: Double, computeMs: Double) {
    self.queuedMs = queuedMs
    self.computeMs = computeMs
  }
}
