import EncodingsClient
import Glibc

/// Ctrl-C: the first one cancels the call, so that the daemon stops working for it; a second one ends the process.
enum Interruption {
  /// Nil if the process has no descriptors left; Ctrl-C then ends it at once.
  static let cancellation = Cancellation()

  /// Takes over SIGINT.
  static func watch() -> Cancellation? {
    guard let cancellation else { return nil }
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in Interruption.cancellation?.cancel() }
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
    sigaction(SIGINT, &action, nil)
    return cancellation
  }
}
