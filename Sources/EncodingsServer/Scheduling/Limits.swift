import EncodingsProtocol
import NIOCore

/// How much the daemon takes on before it says no.
package struct Limits: Sendable, Hashable {
  /// Open connections of one user, and of all.
  package var connectionsPerUser = 64
  package var connections = 512
  /// Requests that one user, and all, have in the daemon without an answer.
  package var requestsPerUser = 1024
  package var requests = 4096
  /// Bytes of those requests' frames.
  package var bytesPerUser = 8 << 20
  package var bytes = 32 << 20
  /// Tokens of those requests' texts.
  package var tokensPerUser = 128 << 10
  package var tokens = 512 << 10
  /// Requests of one connection without an answer, beyond which it is not read.
  package var requestsPerConnection = 64
  /// Bytes of answers that wait for one connection's peer, beyond which it is not read nor worked for.
  package var unreadBytes = 4 << 20
  /// The same for all connections of one user: beyond it an answer is replaced by a refusal.
  package var unreadBytesPerUser = 128 << 20
  /// Longest frame from a client, and to one, in bytes.
  package var requestBytes = EncodingsProtocol.requestLimit
  package var answerBytes = EncodingsProtocol.answerLimit
  /// Work of one pass over the weights, in milliseconds by the measured throughput. A longer one stands back for shorter.
  package var batchMilliseconds = 250

  /// Time for a frame from its first byte to its last.
  package var frameSeconds = 10
  /// Time for a peer to read anything of an answer.
  package var writeSeconds = 30
  /// Time that a connection may stay silent with nothing under way; 0 for ever.
  package var idleSeconds = 0

  package init() {}
}
