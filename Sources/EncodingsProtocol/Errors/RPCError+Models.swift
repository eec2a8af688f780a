/// The refusals that concern a model.
extension RPCError {
  /// No model of that name is served, or where none is named none at all; `available` are.
  public static func noSuchModel(_ name: String?, available: [String]) -> RPCError {
    let model = name ?? ""
    let offer =
      available.isEmpty
      ? "it serves none; give encodingsd --model DIR" : "it serves \(available.joined(separator: ", "))"
    let named =
      "The daemon serves no model \(quoted(model)): \(offer)"
      + (suggestion(for: model, among: available).map { "; did you mean \($0)?" } ?? ".")
    return RPCError(
      .noSuchModel,
      name == nil ? "The daemon serves no model; give encodingsd --model DIR." : named,
      data: ["model": .string(model), "available": .array(available.map { .string($0) })])
  }

  /// The model cannot answer yet.
  public static func modelNotReady(_ model: String, reason: String) -> RPCError {
    RPCError(
      .modelNotReady, "The model \(quoted(model)) is not ready: \(reason). Ask again, or look at models.",
      data: ["model": .string(model), "reason": .string(reason)])
  }

  /// The model's files are not what they must be, at a byte offset if that is known.
  public static func modelDamaged(_ model: String, file: String, offset: Int?, reason: String) -> RPCError {
    var data: [String: JSONValue] = [
      "model": .string(model), "file": .string(file), "reason": .string(reason),
    ]
    data["offset"] = offset.map { .integer(Int64($0)) }
    let place = offset.map { "\(file) at byte \($0)" } ?? file
    return RPCError(
      .modelDamaged,
      "The model \(quoted(model)) is damaged: \(place): \(reason). Replace the file, then reload the daemon.",
      data: data)
  }
}
