/// What one frame from a client holds. Each element is a request or the refusal to answer it with.
public enum Incoming: Sendable, Hashable {
  /// One request or notification.
  case single(Result<Request, InvalidRequest>)
  /// A batch: the answers go back in one array, in any order; none if all are notifications.
  case batch([Result<Request, InvalidRequest>])

  /// Reads a frame's body. Throws what is to be answered under the id null: text that is no JSON, an empty batch,
  /// a batch of too many.
  public static func parse(_ body: [UInt8]) throws(RPCError) -> Incoming {
    let value: JSONValue
    do { value = try JSONParser.parse(body) } catch { throw .parse(error) }
    guard case .array(let elements) = value else { return .single(read(value)) }
    guard !elements.isEmpty else {
      throw RPCError(.invalidRequest, "A batch must hold at least one request.")
    }
    guard elements.count <= EncodingsProtocol.batchLimit else {
      throw RPCError(
        .invalidRequest,
        "The batch holds \(elements.count) requests; \(EncodingsProtocol.batchLimit) are taken at once. Split it."
      )
    }
    return .batch(elements.map(read))
  }

  private static func read(_ value: JSONValue) -> Result<Request, InvalidRequest> {
    Result { () throws(InvalidRequest) in try Request(reading: value) }
  }
}
