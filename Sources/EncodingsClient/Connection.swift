public import EncodingsProtocol
import FoundationEssentials

/// A connection to a daemon. Calls are made one after another; the connection closes when the value ends.
public struct Connection: ~Copyable {
  /// What came back: the value, and the very bytes of its JSON.
  public struct Answer<Value: Sendable>: Sendable {
    /// The decoded result.
    public var value: Value
    /// The result's JSON text as the daemon wrote it.
    public var json: [UInt8]
  }

  let stream: Stream
  let timeout: Duration?
  let cancellation: Cancellation?
  var decoder: FrameDecoder
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var lastID: Int64 = 0

  /// Connects to the socket at `path`.
  ///
  /// - Parameters:
  ///   - timeout: how long connecting, and then each call, may take; for ever if nil.
  ///   - cancellation: ends connecting, or a waiting call, when it is triggered.
  ///   - answerLimit: longest answer taken, in bytes.
  /// - Throws: `notThere`, `dead`, `permissionDenied`, `pathTooLong` or `unreachable`, which say what is at the path;
  ///   `timedOut`; `cancelled`.
  public init(
    to path: String, timeout: Duration? = nil, cancellation: Cancellation? = nil,
    answerLimit: Int = EncodingsProtocol.answerLimit
  ) throws(ClientError) {
    stream = Stream(adopting: try connectedDescriptor(to: path, timeout: timeout, cancellation: cancellation))
    self.timeout = timeout
    self.cancellation = cancellation
    decoder = FrameDecoder(limit: answerLimit)
  }

  /// Asks, and waits for the answer. After an error other than `refused` the connection is of no further use.
  ///
  /// - Throws: What `result(of:_:progress:)` does; `invalidAnswer` also where the result cannot be decoded.
  public mutating func call<Parameters, Value>(
    _ method: Method<Parameters, Value>, _ parameters: Parameters,
    progress: (ProgressParameters) -> Void = { _ in }
  ) throws(ClientError) -> Answer<Value> {
    let json = try result(of: method, parameters, progress: progress)
    do {
      return Answer(value: try JSONDecoder().decode(Value.self, from: Data(json)), json: json)
    } catch {
      throw .invalidAnswer(
        reason: "the result of \(method.name.rawValue) lacks something, or it is of another kind")
    }
  }

  /// Asks, and waits for the result's JSON text, which is not decoded.
  ///
  /// - Throws: `refused`, with the daemon's error, or for parameters that are no JSON; `timedOut`; `connectionLost`;
  ///   `invalidAnswer` for what is not the protocol's; `cancelled`, once the daemon has given the work up, for which it
  ///   gets a second at most.
  public mutating func result<Parameters, Value>(
    of method: Method<Parameters, Value>, _ parameters: Parameters,
    progress: (ProgressParameters) -> Void = { _ in }
  ) throws(ClientError) -> [UInt8] {
    lastID += 1
    let id = RequestID.number(lastID)
    let request = Request(id: id, method: method.name.rawValue, params: try tree(parameters))
    let deadline = Deadline(after: timeout)
    // A cancellation in here leaves half a frame behind, so nothing more can be said on this connection.
    try send(request, until: deadline)
    do {
      return try answer(to: id, until: deadline, cancellation: cancellation, progress: progress)
    } catch .cancelled {
      cancel(id)
      throw .cancelled
    }
  }

  private func tree(_ parameters: some Encodable) throws(ClientError) -> JSONValue {
    do {
      return try JSONParser.parse(Array(try JSONEncoder().encode(parameters)))
    } catch {
      throw .refused(.invalidParams("params", "cannot be written as JSON."))
    }
  }
}
