/// The facts of `config.json` that the arithmetic needs, each checked for type and range.
package struct ModelConfiguration: Sendable, Hashable {
  /// `model_type`: one of `ModelConfiguration.supportedTypes`.
  package let modelType: String
  /// `num_hidden_layers`.
  package let layers: Int
  /// `hidden_size`: the width of an encoding; a multiple of `heads`.
  package let hidden: Int
  /// `num_attention_heads`.
  package let heads: Int
  /// `intermediate_size`: the width inside the feed-forward part.
  package let intermediate: Int
  /// `vocab_size`.
  package let vocabulary: Int
  /// `max_position_embeddings`: rows of the position table, those that a family leaves unused included.
  package let positions: Int
  /// `type_vocab_size`.
  package let typeVocabulary: Int
  /// `layer_norm_eps`.
  package let layerNormEpsilon: Double
  /// `hidden_act` as it is spelled there; which ones can be computed is the encoders' business.
  package let activation: String
  /// `pad_token_id`; RoBERTa's positions start after it.
  package let padTokenId: Int
  /// The values of `model_type` whose architecture is computed here. All but `bert` count positions from
  /// `padTokenId + 1`.
  package static let supportedTypes = ["bert", "camembert", "roberta", "xlm-roberta"]

  static let longestFile = 1 << 20

  /// Reads a configuration file. The shape must be told; the other keys, where absent, take the defaults of the
  /// reference implementation's classes.
  package init(file path: String) throws(CheckpointError) {
    let fields = ConfigurationFields(
      path: path, members: try OpenFile(path).readObject(limit: Self.longestFile))
    modelType = try fields.string("model_type")
    guard Self.supportedTypes.contains(modelType) else {
      throw fields.refuse(
        "model_type",
        "is \(modelType.quoted), expected one of \(Self.supportedTypes.joined(separator: ", ")): "
          + "choose a model of the BERT or RoBERTa families")
    }
    let isBERT = modelType == "bert"
    layers = try fields.integer("num_hidden_layers", in: 1...1000)
    hidden = try fields.integer("hidden_size", in: 1...65536)
    heads = try fields.integer("num_attention_heads", in: 1...hidden)
    guard hidden % heads == 0 else {
      throw fields.refuse(
        "num_attention_heads", "is \(heads), expected a divisor of hidden_size, which is \(hidden)")
    }
    intermediate = try fields.integer("intermediate_size", in: 1...(1 << 20))
    vocabulary = try fields.integer("vocab_size", in: 1...(1 << 24))
    positions = try fields.integer("max_position_embeddings", in: 1...(1 << 20))
    typeVocabulary = try fields.integer("type_vocab_size", in: 1...65536, default: 2)
    layerNormEpsilon = try fields.double("layer_norm_eps", in: 0...1, default: 1e-12)
    activation = try fields.string("hidden_act", default: "gelu")
    padTokenId = try fields.integer("pad_token_id", in: 0...(vocabulary - 1), default: isBERT ? 0 : 1)
    guard isBERT || padTokenId < positions - 1 else {
      throw fields.refuse(
        "max_position_embeddings",
        "is \(positions), expected more than pad_token_id + 1, which is \(padTokenId + 1)")
    }
    let positionEmbeddingType = try fields.string("position_embedding_type", default: "absolute")
    guard positionEmbeddingType == "absolute" else {
      throw fields.refuse(
        "position_embedding_type",
        "is \(positionEmbeddingType.quoted), expected \"absolute\": "
          + "relative positions are not computed here")
    }
    for key in ["is_decoder", "add_cross_attention"] where try fields.boolean(key, default: false) {
      throw fields.refuse(key, "is true, expected false: only encoders are traced")
    }
    guard fields.value("quantization_config") == nil else {
      throw fields.refuse(
        "quantization_config", "is given, expected none: download the model's F32, F16 or BF16 weights")
    }
  }
}
