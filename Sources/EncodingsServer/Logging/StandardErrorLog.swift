import Glibc
import Synchronization
package import Logging

/// Log lines on standard error, for a daemon that runs without a journal: time, level, message, then the fields.
package struct StandardErrorLog: LogHandler {
  private let threshold: LogThreshold
  package var metadata: Logger.Metadata = [:]

  package init(threshold: LogThreshold) {
    self.threshold = threshold
  }

  package var logLevel: Logger.Level {
    get { threshold.level }
    set { threshold.level = newValue }
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    let fields = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
    var line = "\(StandardErrorLog.time) \(event.level): \(event.message)"
    for (key, value) in fields where "\(value)" != "" { line += " \(key)=\(value)" }
    if !StandardErrorLog.write(line) { StandardErrorLog.lost.add(1, ordering: .relaxed) }
    let lost = StandardErrorLog.lost.exchange(0, ordering: .relaxed)
    if lost > 0,
      !StandardErrorLog.write("\(StandardErrorLog.time) warning: \(lost) lines before could not be written")
    {
      StandardErrorLog.lost.add(lost, ordering: .relaxed)
    }
  }

  /// Lines that nobody took.
  private static let lost = Atomic(0)

  /// Writes a line, unless that would wait for whoever reads: a reader who sleeps must not stop event loops.
  private static func write(_ line: String) -> Bool {
    var wait = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
    guard poll(&wait, 1, 0) == 1, wait.revents & Int16(POLLOUT) != 0 else { return false }
    // One write a line, so that lines of several threads do not mix.
    let bytes = Array((line + "\n").utf8)
    return Glibc.write(STDERR_FILENO, bytes, bytes.count) == bytes.count
  }

  private static var time: String {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    var parts = tm()
    gmtime_r(&now.tv_sec, &parts)
    var text = [CChar](repeating: 0, count: 32)
    let count = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
    return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
