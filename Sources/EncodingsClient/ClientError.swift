public import EncodingsProtocol

/// Why a call has no answer.
public enum ClientError: Error, Sendable, Hashable {
  /// There is no file at the path.
  case notThere(path: String)
  /// There is a socket, but no daemon accepts on it.
  case dead(path: String)
  /// This user may not connect; `access` says who may.
  case permissionDenied(path: String, access: SocketAccess)
  /// The path is longer in bytes than a Unix socket's can be.
  case pathTooLong(path: String, limit: Int)
  /// Something else is in the way.
  case unreachable(path: String, reason: String)
  /// The daemon did not answer in this time.
  case timedOut(Duration)
  /// The connection ended before the whole answer had come.
  case connectionLost(reason: String)
  /// The daemon said why it does not answer.
  case refused(RPCError)
  /// The caller cancelled the call.
  case cancelled
  /// What came is no answer of this protocol.
  case invalidAnswer(reason: String)
}

/// Who may connect to a socket that this user may not.
public enum SocketAccess: Sendable, Hashable {
  /// Members of a group. `isMember` says whether the user has been added to it since logging in.
  case group(name: String, isMember: Bool)
  /// Its owner only.
  case owner(name: String)
  /// A directory on the way may not be entered.
  case directory
}
