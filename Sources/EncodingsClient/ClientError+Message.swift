extension ClientError {
  /// What was wrong and what to do, for a person, in one line.
  public var message: String {
    switch self {
    case .notThere(let path):
      "No daemon listens at \(path): there is no such socket. Start one (systemctl start encodingsd.socket, or"
        + " encodingsd --model DIR), or name another with --socket or ENCODINGS_SOCKET."
    case .dead(let path):
      "No daemon listens at \(path): the socket is there, but the daemon that made it is gone. Start it again"
        + " (systemctl restart encodingsd, or encodingsd --model DIR)."
    case .permissionDenied(let path, let access): "You may not connect to \(path): \(access.advice)"
    case .pathTooLong(let path, let limit):
      "The socket's path has \(path.utf8.count) bytes; a Unix socket's has at most \(limit). Name a shorter one."
    case .unreachable(let path, let reason): "Cannot connect to \(path): \(reason)."
    case .timedOut(let duration):
      "The daemon did not answer within \(Self.seconds(duration)). Ask for less, or allow more with --timeout."
    case .connectionLost(let reason):
      "The connection to the daemon was lost before the answer was whole (\(reason)). Ask again."
    case .refused(let error): error.message
    case .cancelled: "Cancelled."
    case .invalidAnswer(let reason):
      "What answers on this socket does not speak this protocol: \(reason). Check --socket, and that client and"
        + " daemon are of the same version."
    }
  }

  private static func seconds(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let amount = Double(seconds) + Double(attoseconds) / 1e18
    return amount == amount.rounded() ? "\(seconds) s" : "\(amount) s"
  }
}

extension SocketAccess {
  fileprivate var advice: String {
    switch self {
    case .group(let name, false):
      "it belongs to the group \(name), which you are not in. Join it with"
        + " `sudo usermod -aG \(name) $USER`, then log in again."
    case .group(let name, true):
      "it belongs to the group \(name), which you joined after you logged in. Log in again, or run"
        + " `newgrp \(name)`."
    case .owner(let name): "only its owner, \(name), may. Ask \(name) to open it to a group."
    case .directory: "a directory on the way to it may not be entered. Ask its owner, or name another socket."
    }
  }
}
