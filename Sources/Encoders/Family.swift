package import Checkpoints

/// What sets one family of post-LN encoders apart from the next: everything else is one loop.
package struct Family: Sendable, Hashable {
  /// `model_type` of config.json.
  package var name: String
  /// Position of the first token in the table of position embeddings. RoBERTa's tables start behind the padding
  /// entry's row, BERT's at 0.
  package var firstPosition: Int
  /// The entry that takes no position: a padding token inside a RoBERTa text reads the row `padding` and is not
  /// counted. Nil where every token is counted.
  package var padding: Int?

  /// The description of a configuration's family, one of `ModelConfiguration.supportedTypes`.
  package init(_ configuration: ModelConfiguration) {
    name = configuration.modelType
    if configuration.modelType == "bert" {
      firstPosition = 0
      padding = nil
    } else {
      firstPosition = configuration.padTokenId + 1
      padding = configuration.padTokenId
    }
  }

  /// Row of the position table that each token reads.
  package func positions(of ids: [Int32]) -> [Int] {
    guard let padding else { return Array(ids.indices) }
    var next = firstPosition
    return ids.map { id in
      if Int(id) == padding { return padding }
      defer { next += 1 }
      return next
    }
  }
}
