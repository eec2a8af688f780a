import Logging
import Tracing

/// A log entry in one line: its message, then its fields by name. Those without a value are left out.
struct LogLine {
  let message: String
  let fields: [(name: String, value: String)]

  init(_ event: LogEvent, with metadata: Logger.Metadata) {
    message = "\(event.message)"
    fields = metadata.merging(event.metadata ?? [:]) { $1 }.map { (name: $0, value: "\($1)") }
      .filter { $0.value != "" }.sorted { $0.name < $1.name }
  }

  var text: String {
    ([message] + fields.map { "\($0.name)=\($0.value)" }).joined(separator: " ").inOneLine()
  }
}
