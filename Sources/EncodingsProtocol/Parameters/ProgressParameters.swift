/// Params of `$/progress`.
public struct ProgressParameters: Codable, Sendable, Hashable {
  /// The `progressToken` of the request that has come further.
  public var token: RequestID
  /// How far.
  public var value: ProgressValue

  /// Progress of the request with that token.
  public init(token: RequestID, fraction: Double) {
    self.token = token
    self.value = ProgressValue(fraction: fraction)
  }

  /// The notification that says so.
  public var notification: Request {
    Request(
      id: nil, method: MethodName.progress.rawValue,
      params: .object(["token": token.value, "value": .object(["fraction": .number(value.fraction)])]))
  }
}

/// How far a request has come.
public struct ProgressValue: Codable, Sendable, Hashable {
  /// Part of the work that is done, from 0 to 1, never falling.
  public var fraction: Double
}
