import EncodingsClient
import EncodingsProtocol
import Foundation
import Synchronization
import Testing

@Suite("A call")
struct CallTests {
  static let result = Array(#"{ "text": "a \u00e9\n" }"#.utf8)

  @Test("sends one request and returns the result's very bytes, and their value")
  func answer() throws {
    let asked = Mutex<[Request]>([])
    let daemon = try ScriptedDaemon { peer in
      for _ in 0..<2 {
        guard let request = peer.request() else { return }
        asked.withLock { $0.append(request) }
        peer.frame(Response(id: request.id ?? .null, result: Self.result).json())
      }
    }
    var connection = try Connection(to: daemon.path)
    for _ in 0..<2 {
      let answer = try connection.call(.metrics, NoParameters())
      #expect(answer.value.text == "a é\n")
      #expect(answer.json == Self.result)
    }
    daemon.finish()
    #expect(
      asked.withLock { $0 } == [
        Request(id: .number(1), method: "metrics", params: .object([:])),
        Request(id: .number(2), method: "metrics", params: .object([:])),
      ])
  }

  @Test("survives an answer that comes byte by byte, and signals in between")
  func drip() throws {
    // A handler that does nothing, without SA_RESTART, makes every wait it hits fail with EINTR.
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in }
    sigaction(SIGUSR2, &action, nil)
    let caller = pthread_self()
    let daemon = try ScriptedDaemon { peer in
      guard let request = peer.request() else { return }
      let body = Response(id: request.id ?? .null, result: Self.result).json()
      for byte in (try? FrameEncoder.frame(body, limit: .max)) ?? [] {
        pthread_kill(caller, SIGUSR2)
        peer.send([byte])
      }
    }
    var connection = try Connection(to: daemon.path)
    #expect(try connection.result(of: .metrics, NoParameters()) == Self.result)
    daemon.finish()
  }

  @Test("passes a large request through a full socket buffer")
  func large() throws {
    let length = Mutex(0)
    let daemon = try ScriptedDaemon { peer in
      guard let request = peer.request() else { return }
      length.withLock { $0 = request.params?["text"]?.stringValue?.utf8.count ?? 0 }
      peer.frame(Response(id: request.id ?? .null, result: Array("{}".utf8)).json())
    }
    var connection = try Connection(to: daemon.path)
    let parameters = TokenizeParameters(text: String(repeating: "é", count: 1 << 20))
    #expect(try connection.result(of: .tokenize, parameters) == Array("{}".utf8))
    #expect(length.withLock { $0 } == 2 << 20)
  }

  @Test("reports progress under its token, and skips what it does not know")
  func progress() throws {
    let daemon = try ScriptedDaemon { peer in
      guard let request = peer.request() else { return }
      peer.frame(ProgressParameters(token: .string("t"), fraction: 0.25).notification.json())
      peer.frame(Request(id: nil, method: "$/news", params: .object(["a": 1])).json())
      peer.frame(Response(id: .number(99), result: Array("1".utf8)).json())
      peer.frame(Array(#"{"method":"$/progress","params":{"token":"t","value":{"fraction":1}}}"#.utf8))
      peer.frame(Response(id: request.id ?? .null, result: Array("{}".utf8)).json())
    }
    var connection = try Connection(to: daemon.path)
    var told: [ProgressParameters] = []
    #expect(try connection.result(of: .status, NoParameters()) { told.append($0) } == Array("{}".utf8))
    #expect(
      told == [
        ProgressParameters(token: .string("t"), fraction: 0.25),
        ProgressParameters(token: .string("t"), fraction: 1),
      ])
  }

  @Test("that is refused carries the daemon's error, whether under its id or under none")
  func refused() throws {
    for underNull in [false, true] {
      let daemon = try ScriptedDaemon { peer in
        guard let request = peer.request() else { return }
        let id = underNull ? .null : request.id ?? .null
        peer.frame(Response(id: id, error: .textTooLong(limit: 512, length: 600)).json())
      }
      var connection = try Connection(to: daemon.path)
      #expect(throws: ClientError.refused(.textTooLong(limit: 512, length: 600))) {
        try connection.call(.trace, TraceParameters(text: "x"))
      }
    }
  }

  @Test("that the daemon refuses without reading still gets the reason")
  func refusedUnread() throws {
    let daemon = try ScriptedDaemon { peer in
      peer.frame(Response(id: .null, error: .quotaExceeded(quota: "connections", limit: 8)).json())
      close(dup(peer.descriptor))
    }
    var connection = try Connection(to: daemon.path)
    daemon.finish()
    #expect(throws: ClientError.refused(.quotaExceeded(quota: "connections", limit: 8))) {
      try connection.call(.tokenize, TokenizeParameters(text: String(repeating: "x", count: 1 << 20)))
    }
  }

  @Test("takes no partial answer for whole", arguments: [0, 3, 4, 20])
  func lost(bytes: Int) throws {
    let daemon = try ScriptedDaemon { peer in
      guard let request = peer.request() else { return }
      let body = Response(id: request.id ?? .null, result: Self.result).json()
      peer.send(((try? FrameEncoder.frame(body, limit: .max)) ?? []).prefix(bytes))
    }
    var connection = try Connection(to: daemon.path)
    let error = try #require(throws: ClientError.self) { try connection.call(.metrics, NoParameters()) }
    guard case .connectionLost(let reason) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(reason == (bytes == 0 ? "it ended before the answer" : "it ended inside the answer"))
  }

  @Test(
    "that gets something else says so",
    arguments: [
      [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 1, 0x78],
      Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8),
      [0, 0, 0, 18] + Array(#"{"id":1,"resul":1}"#.utf8),
    ] as [[UInt8]])
  func invalid(answer: [UInt8]) throws {
    let daemon = try ScriptedDaemon { peer in
      _ = peer.request()
      peer.send(answer)
    }
    var connection = try Connection(to: daemon.path)
    let error = try #require(throws: ClientError.self) { try connection.call(.metrics, NoParameters()) }
    guard case .invalidAnswer = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test("of the wrong shape is no value")
  func wrongShape() throws {
    let daemon = try ScriptedDaemon { peer in
      guard let request = peer.request() else { return }
      peer.frame(Response(id: request.id ?? .null, result: Array(#"{"txt":1}"#.utf8)).json())
    }
    var connection = try Connection(to: daemon.path)
    let error = try #require(throws: ClientError.self) { try connection.call(.metrics, NoParameters()) }
    #expect(error.message.contains("the result of metrics"))
  }

  @Test("ends at its timeout")
  func timeout() throws {
    let daemon = try ScriptedDaemon { peer in
      _ = peer.request()
      _ = peer.request()
    }
    do {
      var connection = try Connection(to: daemon.path, timeout: .milliseconds(50))
      #expect(throws: ClientError.timedOut(.milliseconds(50))) {
        try connection.call(.status, NoParameters())
      }
    }
    daemon.finish()
  }

  @Test("that is cancelled tells the daemon and waits for its word")
  func cancel() throws {
    let cancellation = try #require(Cancellation())
    let notice = Mutex<Request?>(nil)
    let daemon = try ScriptedDaemon { peer in
      guard let request = peer.request() else { return }
      cancellation.cancel()
      let cancel = peer.request()
      notice.withLock { $0 = cancel }
      peer.frame(Response(id: request.id ?? .null, error: .cancelled).json())
    }
    var connection = try Connection(to: daemon.path, cancellation: cancellation)
    #expect(throws: ClientError.cancelled) { try connection.call(.status, NoParameters()) }
    daemon.finish()
    #expect(
      notice.withLock { $0 } == Request(id: nil, method: "$/cancelRequest", params: .object(["id": 1])))
  }
}
