import EncodingsProtocol
import Glibc

@testable import EncodingsServer

/// A client of nothing but system calls, so that it can misbehave. Every call gives up after a time that only a defect
/// takes.
final class RawClient {
  let descriptor: Int32
  private var decoder = FrameDecoder(limit: 64 << 20)
  private var isClosed = false

  init(path: String) throws {
    guard let address = UnixAddress(path: path) else { throw NeverHappened(what: "a usable path") }
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var limit = timeval(tv_sec: 30, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
    }
    guard address.withPointer({ connect(descriptor, $0, $1) }) == 0 else {
      throw SystemError("cannot connect to \(path)")
    }
  }

  deinit { close() }

  /// Goes away without a word.
  func close() {
    if !isClosed { _ = Glibc.close(descriptor) }
    isClosed = true
  }

  /// Sends nothing more, but reads on.
  func finishSending() {
    shutdown(descriptor, Int32(SHUT_WR))
  }

  /// Sends bytes; says whether they were taken.
  @discardableResult
  func send(_ bytes: some Collection<UInt8>) -> Bool {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Sends JSON text as a frame.
  func send(json: String) {
    send(frame(Array(json.utf8)))
  }

  /// Sends a request.
  func ask(_ id: Int, _ method: String, _ params: String = "{}") {
    send(json: #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#)
  }

  /// The next frame's body; nil at the end of the stream.
  func body() throws -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      if let body = try decoder.next() { return body }
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count < 0, errno == EAGAIN { throw NeverHappened(what: "an answer") }
      guard count > 0 else {
        guard !decoder.isInsideFrame else { throw NeverHappened(what: "the rest of an answer") }
        return nil
      }
      decoder.append(buffer[..<count])
    }
  }

  /// The next message.
  func message() throws -> JSONValue {
    guard let body = try body() else { throw NeverHappened(what: "an answer before the end") }
    return try JSONParser.parse(body)
  }

  /// The next message's error code; nil if it has none.
  func code() throws -> Int? {
    try message()["error"]?["code"]?.wholeNumber
  }

  /// Whether the stream is at its end.
  func isAtEnd() throws -> Bool {
    try body() == nil
  }
}
