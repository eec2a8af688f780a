import Synchronization

/// A count that moves on as long as a thread does.
final class Heart: Sendable {
  private let beats = Atomic<UInt64>(0)

  /// The thread has moved.
  func beat() {
    beats.add(1, ordering: .relaxed)
  }

  /// How often it has.
  var count: UInt64 { beats.load(ordering: .relaxed) }
}
