package import Logging

/// How a daemon is to run: what a file, the environment and flags say, the later over the earlier.
package struct Configuration: Sendable, Hashable {
  /// Path of the socket; empty for the default one.
  package var socket = ""
  /// Model folders; none for those that are installed.
  package var models: [String] = []
  /// Folder for what can be computed again; empty for the default one.
  package var cacheFolder = ""
  /// The least severe messages that are logged; nil for `info` in the journal and `notice` on standard error.
  package var logLevel: Logger.Level?
  /// Threads of the arithmetic; 0 for one a core.
  package var threads = 0
  /// Time for accepted work to complete when the daemon stops.
  package var shutdownSeconds = 20
  /// Time without connections after which a socket-activated daemon ends; 0 for never.
  package var idleExitSeconds = 0
  /// Bytes of answers that are kept to be given again.
  package var answerCacheBytes = 16 << 20
  package var limits = Limits()

  package init() {}
}
