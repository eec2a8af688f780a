/// What one frame from the daemon holds, for a client that sends no batches.
public enum ServerMessage: Sendable, Hashable {
  /// The answer to a request.
  case response(Response)
  /// Something the daemon says unasked, such as `$/progress`.
  case notification(Request)

  /// Reads a frame's body. A result keeps the very bytes the daemon wrote.
  public static func parse(_ body: [UInt8]) throws(JSONParseError) -> ServerMessage {
    let members = try JSONParser.members(of: body)
    func value(_ key: String) throws(JSONParseError) -> JSONValue? {
      guard let range = members[key] else { return nil }
      do {
        return try JSONParser.parse(Array(body[range]))
      } catch {
        throw JSONParseError(offset: range.lowerBound + error.offset, reason: error.reason)
      }
    }
    if let method = try value("method")?.stringValue, members["id"] == nil {
      return .notification(Request(id: nil, method: method, params: try value("params")))
    }
    guard let id = try value("id").flatMap({ RequestID($0) }) else {
      throw JSONParseError(offset: 0, reason: "the message has neither an id nor a method")
    }
    if let error = try value("error") {
      guard let error = RPCError(error) else {
        throw JSONParseError(
          offset: members["error"]?.lowerBound ?? 0, reason: "the error has no code or message")
      }
      return .response(Response(id: id, error: error))
    }
    guard let range = members["result"] else {
      throw JSONParseError(offset: 0, reason: "the message has neither a result nor an error")
    }
    var response = Response(id: id, result: [])
    response.outcome = .success(body[range])
    return .response(response)
  }
}
