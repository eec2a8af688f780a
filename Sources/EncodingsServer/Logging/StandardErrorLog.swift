import Glibc
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
    let line = LogLine(event, with: metadata)
    LineWriter.standardError.write("\(StandardErrorLog.time) \(event.level): \(line.text)") {
      "\(StandardErrorLog.time) warning: \($0) lines before were not taken"
    }
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
