import Logging

/// What came of a model's taking a copy of its weights.
struct TakenCopy {
  /// Copies that a model takes at most.
  static let most = 2

  /// What logs call the copy.
  var title: String
  var outcome: DerivedCopies.Outcome

  func write(to log: Logger, model: String) {
    switch outcome {
    case .found: log.debug("\(title) is in use", metadata: ["model": "\(model)"])
    case .made: log.info("made \(title)", metadata: ["model": "\(model)"])
    case .refused(let reason):
      log.warning(
        "without \(title): answers are the same, and take longer",
        metadata: ["model": "\(model)", "reason": "\(reason)"])
    }
  }
}
