import NIOCore

/// What a test waited for did not come.
struct NeverHappened: Error, CustomStringConvertible {
  let what: String
  var description: String { "never happened: \(what)" }
}

/// Waits until something that other threads do has happened; throws after a time that only a defect takes.
func eventually(_ what: String, _ condition: () throws -> Bool) async throws {
  for _ in 0..<30_000 {
    if try condition() { return }
    try await Task.sleep(for: .milliseconds(1))
  }
  throw NeverHappened(what: what)
}
