import EncodingsProtocol
import Logging

/// One thing that can be configured: its key in the file, and from that its name in the environment.
///
/// The list `all` is the only place that knows them; the file's reader, the environment's, `--set` and the help
/// go through it.
struct Setting: Sendable {
  /// What values a setting takes, and where they go.
  enum Kind: Sendable {
    case text(any WritableKeyPath<Configuration, String> & Sendable)
    case texts(any WritableKeyPath<Configuration, [String]> & Sendable)
    case integer(ClosedRange<Int>, any WritableKeyPath<Configuration, Int> & Sendable)
    case level(any WritableKeyPath<Configuration, Logger.Level?> & Sendable)
  }

  let key: String
  let kind: Kind
  let help: String
  /// Whether a reload puts a new value in force; otherwise a restart does.
  let isReloadable: Bool

  private init(_ key: String, _ kind: Kind, _ help: String, reloads: Bool = true) {
    self.key = key
    self.kind = kind
    self.help = help
    isReloadable = reloads
  }

  /// `connectionsPerUser` is `ENCODINGS_CONNECTIONS_PER_USER`.
  var variable: String {
    "ENCODINGS_" + key.reduce(into: "") { $0 += $1.isUppercase ? "_\($1)" : $1.uppercased() }
  }

  private static let count = 1...1_000_000
  private static let bytes = 1024...(1 << 40)
  private static let seconds = 0...86_400

  static let all: [Setting] = [
    Setting(
      "socket", .text(\.socket), "path of the socket; if not given, \(DefaultPaths.socketWords)",
      reloads: false),
    Setting(
      "models", .texts(\.models),
      "model folders, with : between them in the variable and after --set; the first is the default model; if not given, the"
        + " installed ones"),
    Setting(
      "cacheFolder", .text(\.cacheFolder),
      "folder for derived data; if not given, \(DefaultPaths.cacheWords)", reloads: false),
    Setting(
      "logLevel", .level(\.logLevel),
      "trace, debug, info, notice, warning, error or critical; if not given, info in the journal and notice elsewhere"
    ),
    Setting(
      "threads", .integer(0...1024, \.threads), "threads of the arithmetic; 0: one a core", reloads: false),
    Setting("shutdownSeconds", .integer(seconds, \.shutdownSeconds), "time for accepted work when stopping"),
    Setting(
      "idleExitSeconds", .integer(seconds, \.idleExitSeconds),
      "time without connections after which a socket-activated daemon ends; 0: never", reloads: false),
    Setting(
      "answerCacheBytes", .integer(0...(1 << 40), \.answerCacheBytes),
      "bytes of answers kept, and as many of encodings"),
    Setting("connections", .integer(count, \.limits.connections), "open connections of all users"),
    Setting("connectionsPerUser", .integer(count, \.limits.connectionsPerUser), "open connections of a user"),
    Setting("requests", .integer(count, \.limits.requests), "unanswered requests of all users"),
    Setting("requestsPerUser", .integer(count, \.limits.requestsPerUser), "unanswered requests of a user"),
    Setting(
      "requestsPerConnection", .integer(count, \.limits.requestsPerConnection),
      "unanswered requests of a connection, beyond which it is not read"),
    Setting("waitingBytes", .integer(bytes, \.limits.bytes), "bytes of unanswered requests of all users"),
    Setting("waitingBytesPerUser", .integer(bytes, \.limits.bytesPerUser), "the same of a user"),
    Setting(
      "waitingTokens", .integer(1...(1 << 40), \.limits.tokens), "tokens of unanswered requests of all users"),
    Setting("waitingTokensPerUser", .integer(1...(1 << 40), \.limits.tokensPerUser), "the same of a user"),
    Setting(
      "unreadBytes", .integer(bytes, \.limits.unreadBytes),
      "bytes of answers, and 1024 for each, that a connection's peer has not read, beyond which it is not worked for"
    ),
    Setting(
      "unreadBytesPerUser", .integer(bytes, \.limits.unreadBytesPerUser), "the most of them for a user"),
    Setting("requestBytes", .integer(1024...(1 << 30), \.limits.requestBytes), "longest request frame"),
    Setting(
      "answerBytes", .integer(1024...EncodingsProtocol.highestAnswerLimit, \.limits.answerBytes),
      "longest answer frame"),
    Setting(
      "batchMilliseconds", .integer(1...60_000, \.limits.batchMilliseconds),
      "time a pass over the weights is planned for; longer questions stand back for shorter ones"),
    Setting("frameSeconds", .integer(1...86_400, \.limits.frameSeconds), "time for a frame to arrive"),
    Setting("writeSeconds", .integer(1...86_400, \.limits.writeSeconds), "time for a peer to read anything"),
    Setting(
      "idleSeconds", .integer(seconds, \.limits.idleSeconds), "time a connection may be silent; 0: for ever"),
  ]

  /// The setting of a key; throws the reason, with the key that was probably meant.
  static func named(_ key: String) throws(SettingError) -> Setting {
    guard let setting = all.first(where: { $0.key == key }) else {
      throw SettingError(
        "there is no such key" + suggestionClause(for: key, among: all.map(\.key)))
    }
    return setting
  }
}

/// Why a setting cannot have a value, as the second half of a sentence.
struct SettingError: Error, Hashable {
  let reason: String

  init(_ reason: String) {
    self.reason = reason
  }
}
