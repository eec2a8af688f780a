import Dispatch

/// What a lane's thread waits at until a test lets it go on, or has failed.
final class Gate: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)

  func wait() { _ = semaphore.wait(timeout: .now() + 60) }
  func open() { semaphore.signal() }
}
