import Glibc
package import Logging

/// Log entries in the journal: the whole line as the message, which is all that `journalctl` shows unless it is asked, and
/// for programs a field for each piece of metadata, `queuedUs` as `QUEUED_US`.
package struct JournalLog: LogHandler {
  private let threshold: LogThreshold
  private let socket: JournalSocket
  package var metadata: Logger.Metadata = [:]

  package init(threshold: LogThreshold, socket: JournalSocket = .standard) {
    self.threshold = threshold
    self.socket = socket
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
    let line = LogLine(event, with: metadata)
    let fields = line.fields.map { (name: JournalLog.field($0.name), value: $0.value) }
    socket.send(JournalLog.entry(line.text, event.level) + fields) {
      JournalLog.entry("\($0) entries before were not taken", .warning)
    }
  }

  private static func entry(_ message: String, _ level: Logger.Level) -> [(name: String, value: String)] {
    [("MESSAGE", message), ("PRIORITY", "\(priority(level))"), ("SYSLOG_IDENTIFIER", "encodingsd")]
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
}
