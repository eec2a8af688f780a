/// The threads that the arithmetic runs on.
package final class WorkerPool: Sendable {
  /// Number of threads that share a piece of work, the caller's included.
  package let width: Int

  package init(width: Int) {
    self.width = max(1, width)
  }

  /// Calls `body` once for each of `0..<count`, in any order, and returns when all are done.
  package func run(_ count: Int, _ body: (Int) -> Void) {
    for index in 0..<max(0, count) { body(index) }
  }
}
