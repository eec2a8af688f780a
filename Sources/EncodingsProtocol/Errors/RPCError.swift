/// An error as it travels: a code for programs, a message for people, data for both.
public struct RPCError: Error, Sendable, Hashable {
  /// The code; `ErrorCode` names those of this protocol.
  public var code: Int
  /// What was wrong, what was expected, and what to do.
  public var message: String
  /// The facts in the message, by the keys that the code's documentation lists.
  public var data: JSONValue?

  /// An error of this protocol.
  public init(_ code: ErrorCode, _ message: String, data: [String: JSONValue] = [:]) {
    self.code = code.rawValue
    self.message = message
    self.data = data.isEmpty ? nil : .object(data)
  }

  /// The error that a JSON object spells; nil if it spells none.
  public init?(_ value: JSONValue) {
    guard let code = value["code"]?.wholeNumber, let message = value["message"]?.stringValue else {
      return nil
    }
    self.code = code
    self.message = message
    self.data = value["data"]
  }

  /// The code as this protocol knows it; nil for one it does not.
  public var known: ErrorCode? { ErrorCode(rawValue: code) }

  /// The error as JSON.
  public var value: JSONValue {
    var members: [String: JSONValue] = ["code": .integer(Int64(code)), "message": .string(message)]
    members["data"] = data
    return .object(members)
  }
}
