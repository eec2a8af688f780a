import CSystemd
import Glibc
package import Logging

/// Log entries in the journal, with a field for each piece of metadata: `queuedUs` becomes `QUEUED_US`.
package struct JournalLog: LogHandler {
  private let threshold: LogThreshold
  package var metadata: Logger.Metadata = [:]

  package init(threshold: LogThreshold) {
    self.threshold = threshold
  }

  /// Whether standard error is the journal's stream, so that the journal is where a reader will look.
  package static var isStandardError: Bool {
    guard let stream = getenv("JOURNAL_STREAM") else { return false }
    var status = stat()
    guard fstat(STDERR_FILENO, &status) == 0 else { return false }
    return String(cString: stream) == "\(status.st_dev):\(status.st_ino)"
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
    var fields = [
      "MESSAGE=\(event.message)", "PRIORITY=\(JournalLog.priority(event.level))",
      "SYSLOG_IDENTIFIER=encodingsd",
    ]
    for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 })
    where "\(value)" != "" {
      fields.append("\(JournalLog.field(key))=\(value)")
    }
    JournalLog.send(fields)
  }

  /// The journal's spelling of a key: capitals, digits and underscores.
  static func field(_ key: String) -> String {
    key.reduce(into: "") { $0 += $1.isUppercase ? "_\($1)" : $1.uppercased() }
  }

  private static func priority(_ level: Logger.Level) -> Int32 {
    switch level {
    case .trace, .debug: LOG_DEBUG
    case .info: LOG_INFO
    case .notice: LOG_NOTICE
    case .warning: LOG_WARNING
    case .error: LOG_ERR
    case .critical: LOG_CRIT
    }
  }

  private static func send(_ fields: [String]) {
    var bytes: [UInt8] = []
    var ranges: [Range<Int>] = []
    for field in fields {
      ranges.append(bytes.count..<bytes.count + field.utf8.count)
      bytes.append(contentsOf: field.utf8)
    }
    bytes.withUnsafeMutableBytes { buffer in
      let vectors = ranges.map { range in
        iovec(iov_base: buffer.baseAddress?.advanced(by: range.lowerBound), iov_len: range.count)
      }
      _ = sd_journal_sendv(vectors, Int32(vectors.count))
    }
  }
}
