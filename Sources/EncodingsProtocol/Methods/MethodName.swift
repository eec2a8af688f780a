/// Every method and notification of the protocol by its name on the wire.
public enum MethodName: String, CaseIterable, Codable, Sendable, Hashable {
  /// Follows tokens through the layers.
  case trace
  /// Cuts a text into a model's tokens.
  case tokenize
  /// Lists the models and their state.
  case models
  /// Tells how the daemon is doing.
  case status
  /// The same for Prometheus.
  case metrics
  /// Returns the OpenRPC document.
  case discover = "rpc.discover"
  /// Notification to the daemon: the answer to a request is no longer wanted.
  case cancelRequest = "$/cancelRequest"
  /// Notification from the daemon: how far a request has come.
  case progress = "$/progress"

  /// The method of a name from outside; nil if there is none. By bytes: to compare Swift's strings may take the square
  /// of their length.
  package static func named(_ name: String) -> MethodName? {
    allCases.first { $0.rawValue.utf8.elementsEqual(name.utf8) }
  }

  /// Whether it is a notification, which gets no answer.
  public var isNotification: Bool { self == .cancelRequest || self == .progress }
}
