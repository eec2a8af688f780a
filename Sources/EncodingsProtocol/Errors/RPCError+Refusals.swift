/// The refusals that the protocol defines, so that each is worded and documented once.
extension RPCError {
  /// The frame's body is no JSON.
  public static func parse(_ error: JSONParseError) -> RPCError {
    RPCError(
      .parse,
      "The message is not valid JSON at byte \(error.offset): \(error.reason). Send one JSON-RPC 2.0 object.",
      data: ["offset": .integer(Int64(error.offset))])
  }

  /// A frame that cannot be taken; the connection closes after it.
  public static func frame(_ error: FrameError) -> RPCError {
    switch error {
    case .empty:
      RPCError(.invalidRequest, "The frame announces no bytes. Send the body's length, then the body.")
    case .tooLong(let length, let limit):
      RPCError(
        .frameTooLong, "The frame announces \(length) bytes; at most \(limit) are taken. Send less at once.",
        data: ["limit": .integer(Int64(limit)), "length": .integer(Int64(length))])
    }
  }

  /// There is no method of that name.
  public static func methodNotFound(_ name: String) -> RPCError {
    let names = MethodName.allCases.filter { !$0.isNotification }.map(\.rawValue)
    return RPCError(
      .methodNotFound,
      "There is no method \(quoted(name)); there are \(names.joined(separator: ", "))"
        + (suggestion(for: name, among: names).map { "; did you mean \($0)?" } ?? "."))
  }

  /// A param that is wrong; `path` names it.
  public static func invalidParams(_ path: String, _ reason: String) -> RPCError {
    invalidParams(path, shown: path, reason)
  }

  /// A param that is wrong, and is `shown` to people in another way than to programs.
  package static func invalidParams(_ path: String, shown: String, _ reason: String) -> RPCError {
    RPCError(.invalidParams, "\(shown) \(reason)", data: ["path": .string(path)])
  }

  /// The client cancelled the request.
  public static let cancelled = RPCError(.cancelled, "The request was cancelled.")

  /// Too much is waiting.
  public static func overloaded(retryAfterMs: Int) -> RPCError {
    RPCError(
      .overloaded, "The daemon has as much waiting as it takes. Ask again in \(retryAfterMs) ms.",
      data: ["retryAfterMs": .integer(Int64(retryAfterMs))])
  }

  /// The text has `length` tokens, special ones counted, and the model reads `limit`.
  public static func textTooLong(limit: Int, length: Int) -> RPCError {
    RPCError(
      .textTooLong,
      "The text has \(length) tokens, special ones counted; the model reads at most \(limit). Send a shorter text,"
        + " or set truncate to have it cut.",
      data: ["limit": .integer(Int64(limit)), "length": .integer(Int64(length))])
  }

  /// The text has tokens `0..<count`.
  public static func positionOutOfRange(position: Int, count: Int) -> RPCError {
    RPCError(
      .positionOutOfRange,
      "position is \(position), but the text has \(count) tokens, special ones counted: give "
        + (count > 0 ? "0 to \(count - 1), or no position to trace them all." : "another text."),
      data: ["position": .integer(Int64(position)), "count": .integer(Int64(count))])
  }

  /// The daemon stops.
  public static let shuttingDown = RPCError(
    .shuttingDown, "The daemon is shutting down. Connect again once it is back.")

  /// One user's share is used up; `quota` names the share (`connections`, `requests`, `bytes of requests`, `tokens`,
  /// `bytes of unread answers`).
  public static func quotaExceeded(quota: String, limit: Int) -> RPCError {
    let advice =
      switch quota {
      case "connections": "Close one"
      case "bytes of unread answers": "Read what has been answered"
      default: "Wait for answers"
      }
    return RPCError(
      .quotaExceeded,
      "Your user has \(limit) \(quota) open or waiting, as many as one user may. \(advice), then ask again.",
      data: ["quota": .string(quota), "limit": .integer(Int64(limit))])
  }

  /// The answer would have `length` bytes, and `limit` fit a frame.
  public static func answerTooLong(limit: Int, length: Int) -> RPCError {
    RPCError(
      .answerTooLong,
      "The answer has \(length) bytes; at most \(limit) fit a frame. Ask a trace for fewer neighbours (top), layers or"
        + " positions, or have answerBytes raised.",
      data: ["limit": .integer(Int64(limit)), "length": .integer(Int64(length))])
  }

  /// The daemon failed where it should not.
  public static func internalError(_ reason: String) -> RPCError {
    RPCError(.internalError, "The daemon failed: \(reason). This is a defect; its log may say more.")
  }
}
