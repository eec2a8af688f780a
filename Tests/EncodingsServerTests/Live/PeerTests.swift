import EncodingsProtocol
import Testing

@testable import EncodingsServer

/// Clients that vanish, do not read, or send what is no frame.
@Suite struct PeerTests {
  @Test func whoVanishesIsNotWorkedFor() async throws {
    try await Service.run { service in
      service.first.tell { $0.isHeld = true }
      let client = try service.connect()
      client.ask(1, "trace", #"{"text":"a"}"#)
      try await eventually("one is computed") { service.first.passes.count == 1 }
      client.ask(2, "trace", #"{"text":"b"}"#)
      client.ask(3, "trace", #"{"text":"c"}"#)
      try await eventually("two wait") { service.core.compute.fill.waiting == 2 }
      client.close()
      // All while the model is held: the pass ends because nobody waits for it.
      try await eventually("all is given up") {
        service.core.accounts.total.isEmpty && service.core.compute.fill == (waiting: 0, work: 0, running: 0)
      }
      #expect(service.core.statistics.snapshot.abandoned == 3)
      #expect(service.first.passes == [["a"]])
    }
  }

  @Test func whoVanishesInsideAFrameLeavesNothing() async throws {
    try await Service.run { service in
      let client = try service.connect()
      client.send(frame(Array(#"{"jsonrpc":"2.0","id":1,"method":"models"}"#.utf8)).prefix(20))
      try await eventually("it is connected") { service.core.accounts.total.connections == 1 }
      client.close()
      try await eventually("it is gone") { service.core.accounts.total.isEmpty }
    }
  }

  @Test func whoStopsSendingGetsTheAnswersAndThenTheEnd() async throws {
    try await Service.run { service in
      service.first.tell { $0.isHeld = true }
      let client = try service.connect()
      for id in 1...3 { client.ask(id, "trace", #"{"text":"\#(id)"}"#) }
      client.finishSending()
      try await eventually("all are there") { service.core.accounts.total.requests == 3 }
      service.first.tell { $0.isHeld = false }
      var ids: Set<JSONValue?> = []
      for _ in 0..<3 { ids.insert(try client.message()["id"]) }
      #expect(ids == [1, 2, 3])
      #expect(try client.isAtEnd())
    }
  }

  @Test func whoDoesNotReadIsNeitherReadNorWorkedFor() async throws {
    let answerBytes = 1 << 20
    let limits = (unread: 64 << 10, requests: 4)
    try await Service.run({
      $0.unreadBytes = limits.unread
      $0.requestsPerConnection = limits.requests
      $0.batchMilliseconds = 1
    }) { service in
      let client = try service.connect()
      // Each answer is a good part of a megabyte, more than a socket buffers.
      let words = Array(repeating: "word", count: 60).joined(separator: " ")
      for id in 0..<12 { client.ask(id, "trace", #"{"text":"\#(id) \#(words)","top":100}"#) }
      try await eventually("its answers pile up") { service.core.accounts.total.unread > limits.unread }
      let passes = service.first.passes.count
      for _ in 0..<50 {
        #expect(service.core.accounts.total.unread < limits.unread + (limits.requests + 1) * answerBytes)
        try await Task.sleep(for: .milliseconds(2))
      }
      // What was in the lane already may have been finished, no more.
      #expect(service.first.passes.count <= passes + 1)
      // Others are served meanwhile.
      let other = try service.connect()
      other.ask(1, "trace", #"{"text":"a"}"#)
      #expect(try other.message()["result"] != nil)
      var ids: [Int] = []
      for _ in 0..<12 {
        let message = try client.message()
        #expect(message["result"] != nil)
        ids.append(message["id"]?.wholeNumber ?? -1)
      }
      #expect(ids.sorted() == Array(0..<12))
    }
  }

  @Test func whatAUsersConnectionsDoNotReadIsLimited() async throws {
    try await Service.run({ $0.unreadBytesPerUser = 1 << 20 }) { service in
      let words = Array(repeating: "word", count: 60).joined(separator: " ")
      let silent = try service.connect()
      silent.ask(1, "trace", #"{"text":"\#(words)","top":100}"#)
      try await eventually("its answer is not read") { service.core.accounts.total.unread > 0 }
      let other = try service.connect()
      other.ask(1, "trace", #"{"text":"\#(words) \#(words)","top":100}"#)
      #expect(try other.message()["error"]?["data"]?["quota"] == "bytes of unread answers")
      #expect(try silent.message()["result"] != nil)
      try await eventually("it is read") { service.core.accounts.total.unread == 0 }
      other.ask(2, "trace", #"{"text":"\#(words) \#(words)","top":100}"#)
      #expect(try other.message()["result"] != nil)
    }
  }

  @Test(
    arguments: [
      ([0, 0, 0, 0], -32600), ([0, 0x10, 0, 1], -32009), ([0xFF, 0xFF, 0xFF, 0xFF], -32009),
      (Array("GET / HTTP/1.1\r\n".utf8), -32009),
    ] as [([UInt8], Int)])
  func whoSendsNoFrameIsToldAndLeft(_ bytes: [UInt8], _ code: Int) async throws {
    try await Service.run { service in
      let client = try service.connect()
      client.ask(1, "models")
      #expect(try client.message()["id"] == 1)
      client.send(bytes)
      let message = try client.message()
      #expect(message["id"] == .null && message["error"]?["code"]?.wholeNumber == code)
      #expect(try client.isAtEnd())
    }
  }

  @Test(arguments: [true, false])
  func whatWasAskedBeforeABadFrameIsStillAnswered(together: Bool) async throws {
    try await Service.run { service in
      service.first.tell { $0.isHeld = true }
      let client = try service.connect()
      let request = frame(Array(#"{"jsonrpc":"2.0","id":1,"method":"trace","params":{"text":"a"}}"#.utf8))
      client.send(together ? request + [0, 0, 0, 0] : request)
      if !together {
        try await eventually("it is computed") { service.first.passes.count == 1 }
        client.send([0, 0, 0, 0])
      }
      #expect(try client.code() == -32600)
      service.first.tell { $0.isHeld = false }
      let message = try client.message()
      #expect(message["id"] == 1 && message["result"] != nil)
      #expect(try client.isAtEnd())
    }
  }

  @Test func whoNeverFinishesAFrameIsTold() async throws {
    try await Service.run({ $0.frameSeconds = 1 }) { service in
      let client = try service.connect()
      client.send([0, 0])
      #expect(try client.message()["error"]?["message"]?.stringValue?.contains("not complete 1 s") == true)
      #expect(try client.isAtEnd())
    }
  }
}
