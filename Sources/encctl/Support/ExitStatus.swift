import EncodingsClient
import EncodingsProtocol
import Rendering

/// What the process ends with. `encctl --help` and PROTOCOL.md document these numbers.
enum ExitStatus: Int32 {
  case answered = 0
  /// The answer could not be written.
  case outputFailed = 1
  /// The command line or the given text is wrong.
  case usage = 2
  /// No daemon can be reached.
  case unreachable = 3
  /// The daemon refused, and said why.
  case refused = 4
  /// The connection was lost, or no whole answer came in time.
  case lost = 5
  /// Interrupted; the number shells give a process that ended by SIGINT.
  case interrupted = 130
}

/// Why nothing could be asked or shown.
struct Failure: Error {
  var status: ExitStatus
  /// What was wrong and what to do, in one line.
  var message: String

  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }
}

extension ClientError {
  var status: ExitStatus {
    switch self {
    case .notThere, .dead, .permissionDenied, .pathTooLong, .unreachable: .unreachable
    case .refused: .refused
    case .timedOut, .connectionLost, .invalidAnswer: .lost
    case .cancelled: .interrupted
    }
  }

  /// The message in one line that no daemon's words can break.
  var line: String {
    guard case .refused(let error) = self else { return displayed(message) }
    let name = error.known.map { " \($0.name)" } ?? ""
    return displayed("refused (\(error.code)\(name)): \(error.message)") + Self.advice(on: error.known)
  }

  /// The protocol's advice in this program's options.
  private static func advice(on code: ErrorCode?) -> String {
    switch code {
    case .textTooLong: " With encctl: --truncate."
    case .answerTooLong: " With encctl: --top, --layers or a position."
    case .frameTooLong: " So long a text cannot be cut by --truncate: give a part of it."
    default: ""
    }
  }
}
