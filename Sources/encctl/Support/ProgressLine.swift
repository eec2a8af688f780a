/// One line on standard error that says how far a call has come, once it has taken a second; on a terminal only.
struct ProgressLine {
  private let start = ContinuousClock.now
  private var isShown = false

  /// Whether anybody would see it.
  static var isWanted: Bool { StandardError.isTerminal }

  mutating func show(_ fraction: Double) {
    guard Self.isWanted, start.duration(to: .now) >= .seconds(1), fraction.isFinite else { return }
    isShown = true
    StandardError.write("\r\(Int(min(max(fraction, 0), 1) * 100)) % of the answer is computed …\u{1B}[K")
  }

  /// Takes the line away again.
  func end() {
    if isShown { StandardError.write("\r\u{1B}[K") }
  }
}
