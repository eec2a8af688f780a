/// What `metrics` answers.
public struct MetricsResult: Codable, Sendable, Equatable {
  /// The daemon's counters in Prometheus text exposition format 0.0.4.
  public var text: String

  /// Metrics as text.
  public init(text: String) {
    self.text = text
  }
}
