/// The answer to one request.
public struct Response: Sendable, Hashable {
  /// The request's id; null if it could not be read.
  public var id: RequestID
  /// The result's JSON text, as it stands in the message, or the error.
  public var outcome: Result<ArraySlice<UInt8>, RPCError>

  /// An answer with a result, given as JSON text.
  public init(id: RequestID, result: [UInt8]) {
    self.id = id
    self.outcome = .success(result[...])
  }

  /// An answer that says why there is no result.
  public init(id: RequestID, error: RPCError) {
    self.id = id
    self.outcome = .failure(error)
  }

  /// The message's JSON text, ready to be framed.
  public func json() -> [UInt8] {
    var writer = JSONWriter(capacity: 64 + ((try? outcome.get().count) ?? 256))
    writer.raw(#"{"jsonrpc":"2.0","id":"#)
    writer.value(id.value)
    switch outcome {
    case .success(let result):
      writer.raw(#","result":"#)
      writer.raw(result)
    case .failure(let error):
      writer.raw(#","error":"#)
      writer.value(error.value)
    }
    writer.raw("}")
    return writer.bytes
  }
}
