import EncodingsProtocol
import NIOCore

/// A request that has come and is still to be begun: a frame's only one, or one of its batch.
struct Waiting {
  var request: Result<Request, InvalidRequest>
  /// Its share of its frame's bytes.
  var bytes: Int
  var received: NIODeadline
  var batch: Int?
}
