/// A method with the types of its params and result, so that a call is checked when it is compiled.
public struct Method<Parameters: Encodable & Sendable, Answer: Decodable & Sendable>: Sendable {
  /// The name on the wire.
  public let name: MethodName
}

extension Method where Parameters == TraceParameters, Answer == TraceResult {
  /// Follows tokens through the layers.
  public static var trace: Self { Self(name: .trace) }
}

extension Method where Parameters == TokenizeParameters, Answer == TokenizeResult {
  /// Cuts a text into a model's tokens.
  public static var tokenize: Self { Self(name: .tokenize) }
}

extension Method where Parameters == NoParameters, Answer == ModelsResult {
  /// Lists the models and their state.
  public static var models: Self { Self(name: .models) }
}

extension Method where Parameters == NoParameters, Answer == StatusResult {
  /// Tells how the daemon is doing.
  public static var status: Self { Self(name: .status) }
}

extension Method where Parameters == NoParameters, Answer == MetricsResult {
  /// Tells how the daemon is doing, as Prometheus text.
  public static var metrics: Self { Self(name: .metrics) }
}

extension Method where Parameters == NoParameters, Answer == JSONValue {
  /// Returns the OpenRPC document.
  public static var discover: Self { Self(name: .discover) }
}
