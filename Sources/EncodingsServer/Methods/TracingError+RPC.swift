import EncodingsProtocol
import Tracing

extension TracingError {
  /// The error as a client is told it.
  func refusal(of model: LoadedModel) -> RPCError {
    switch self {
    case .textTooLong(let length, let limit): .textTooLong(limit: limit, length: length)
    case .positionOutOfRange(let position, let count):
      .positionOutOfRange(position: position, count: count)
    case .layerOutOfRange(let layer, let count):
      .invalidParams(
        "layers", "holds \(layer), but the model \(model.name) has \(count) layers: give 0 to \(count - 1).")
    case .topOutOfRange(let top, let vocabulary):
      .invalidParams(
        "top",
        "is \(top), but the model \(model.name) has \(vocabulary) vocabulary entries: give 0 to \(vocabulary)."
      )
    case .publishedUndefined(let tap, let family):
      .invalidParams(
        "arithmetic",
        "published is defined for the tap resid_mid of BERT-like models only, not for \(tap.rawValue) of a"
          + " \(family) model; ask for exact, or for resid_mid.")
    case .distanceTooGreat:
      .invalidParams("metric", "is euclidean, and a distance is greater than float32 holds: ask for cosine.")
    case .cancelled: .cancelled
    case .damaged(let damage):
      .modelDamaged(model.name, file: damage.file ?? model.folder, offset: nil, reason: damage.reason)
    }
  }
}
