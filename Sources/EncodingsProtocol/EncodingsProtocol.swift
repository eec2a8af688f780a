/// What travels over the daemon's socket, as values: frames, JSON-RPC 2.0 messages, methods with their params
/// and results, and error codes. `Protocol/PROTOCOL.md` says the same for people.
///
/// The bytes go through here in one order: `FrameDecoder` → `Incoming.parse` → a `StrictParameters` type on the
/// way in, a result → `Response.json()` → `FrameEncoder` on the way out. Nothing here opens a socket, and no
/// bytes that come from outside can trap: they give a value or an `RPCError`.
public enum EncodingsProtocol {
  /// The version of the protocol this code speaks, as `status` tells it: a change that an existing client could
  /// notice raises the first number, an addition the second.
  public static let version = "1.0"

  /// The version of this software, daemon and clients alike.
  public static let softwareVersion = "0.1.0"

  /// Longest request body in bytes unless the daemon is configured otherwise.
  public static let requestLimit = 1 << 20

  /// Longest answer body in bytes unless the daemon is configured otherwise.
  public static let answerLimit = 64 << 20

  /// Longest answer body in bytes that a daemon can be configured to send.
  public static let highestAnswerLimit = 1 << 30

  /// Deepest nesting of arrays and objects in any message.
  public static let depthLimit = 64

  /// Most requests in one batch array.
  public static let batchLimit = 100
}
