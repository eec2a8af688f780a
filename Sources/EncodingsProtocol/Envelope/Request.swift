/// A request object, or a notification: a request without id, which gets no answer.
public struct Request: Sendable, Hashable {
  /// The id to answer under; nil for a notification.
  public var id: RequestID?
  /// The method's name, known or not.
  public var method: String
  /// Its params, an object or an array; nil if it has none.
  public var params: JSONValue?

  /// A request, or with no id a notification.
  public init(id: RequestID?, method: String, params: JSONValue? = nil) {
    self.id = id
    self.method = method
    self.params = params
  }

  /// The message's JSON text, ready to be framed.
  public func json() -> [UInt8] {
    var writer = JSONWriter()
    writer.raw(#"{"jsonrpc":"2.0""#)
    if let id {
      writer.raw(#","id":"#)
      writer.value(id.value)
    }
    writer.raw(#","method":"#)
    writer.string(method)
    if let params {
      writer.raw(#","params":"#)
      writer.value(params)
    }
    writer.raw("}")
    return writer.bytes
  }
}

extension Request {
  /// Reads a request object. Never guesses: an unknown member, a wrong version or an id of the wrong kind is
  /// refused under the id if that could be read, under null otherwise.
  init(reading value: JSONValue) throws(InvalidRequest) {
    guard case .object(let members) = value else {
      throw InvalidRequest(id: .null, reason: "A request must be an object, not \(value.found).")
    }
    let given = members["id"]
    let id = given.flatMap { RequestID($0) }
    func refuse(_ reason: String) -> InvalidRequest { InvalidRequest(id: id ?? .null, reason: reason) }
    if let given, id == nil {
      throw refuse("id must be an integer within 64 bits, a string or null, not \(given.found).")
    }
    // By bytes: to compare Swift's strings may take the square of their length.
    guard members["jsonrpc"]?.stringValue?.utf8.elementsEqual("2.0".utf8) == true else {
      throw refuse("jsonrpc must be \"2.0\", not \(members["jsonrpc"]?.found ?? "absent").")
    }
    guard let method = members["method"]?.stringValue else {
      throw refuse("method must be a string, not \(members["method"]?.found ?? "absent").")
    }
    let known = ["jsonrpc", "id", "method", "params"]
    if let unknown = members.keys.leastByBytes(besides: known) {
      throw refuse(
        "\(quoted(unknown)) is no member of a request, which has jsonrpc, id, method and params"
          + (suggestion(for: unknown, among: known).map { "; did you mean \($0)?" } ?? "."))
    }
    switch members["params"] {
    case nil, .object, .array: break
    case .some(let other): throw refuse("params must be an object, not \(other.found).")
    }
    self.init(id: id, method: method, params: members["params"])
  }
}

/// Why one request object is none, and the id to say so under.
public struct InvalidRequest: Error, Sendable, Hashable {
  /// The id the object carries; null if it could not be told.
  public var id: RequestID
  /// What is wrong: `invalidRequest` and the reason, or what makes a whole frame unreadable.
  public var error: RPCError

  init(id: RequestID, reason: String) {
    self.init(id: id, error: RPCError(.invalidRequest, reason))
  }

  package init(id: RequestID, error: RPCError) {
    self.id = id
    self.error = error
  }
}
