/// Every error code of the protocol. JSON-RPC's own, the Language Server Protocol's for cancelling, and this
/// project's in -32000…-32099.
public enum ErrorCode: Int, CaseIterable, Codable, Sendable, Hashable {
  /// The frame's body is not the JSON that this protocol takes.
  case parse = -32700
  /// The JSON is no request object.
  case invalidRequest = -32600
  /// There is no such method.
  case methodNotFound = -32601
  /// A param is missing, unknown, of the wrong kind or out of its range.
  case invalidParams = -32602
  /// The daemon failed where it should not; its log says more.
  case internalError = -32603

  /// The client cancelled the request.
  case cancelled = -32800

  /// Too much is waiting. Data: `retryAfterMs`.
  case overloaded = -32000
  /// The text has more tokens than the model reads. Data: `limit`, `length`, in tokens, special ones counted.
  case textTooLong = -32001
  /// The text has no token there. Data: `position`, `count`.
  case positionOutOfRange = -32002
  /// The daemon serves no model of that name. Data: `model`, `available`.
  case noSuchModel = -32003
  /// The model is still loading. Data: `model`, `reason`.
  case modelNotReady = -32004
  /// The model's files are not what they must be. Data: `model`, `file`, `offset` (if known), `reason`.
  case modelDamaged = -32005
  /// The daemon is stopping; what it had accepted it still answers.
  case shuttingDown = -32006
  /// This user has as much open or waiting as one user may. Data: `quota`, `limit`.
  case quotaExceeded = -32007
  /// The answer would be longer than a frame may be. Data: `limit`, `length`, in bytes.
  case answerTooLong = -32008
  /// The request's frame is longer than the daemon takes. Data: `limit`, `length`, in bytes.
  case frameTooLong = -32009

  /// The code's name, as `status` counts outcomes by and documents use.
  public var name: String { "\(self)" }
}
