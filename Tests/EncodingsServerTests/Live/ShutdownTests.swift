import EncodingsProtocol
import Testing

@testable import EncodingsServer

/// A daemon that ends finishes what it has accepted, and says so to whoever asks later.
@Suite struct ShutdownTests {
  @Test func acceptedWorkIsFinishedAndLaterWorkRefused() async throws {
    try await Service.run { service in
      service.first.tell { $0.isHeld = true }
      let client = try service.connect()
      client.ask(1, "trace", #"{"text":"a"}"#)
      try await eventually("it is computed") { service.first.passes.count == 1 }
      client.ask(2, "trace", #"{"text":"b"}"#)
      try await eventually("both are accepted") { service.core.accounts.total.requests == 2 }
      #expect(!service.core.isStopping)
      service.core.stop(.yes)
      #expect(service.core.isStopping && !service.core.isDone)
      let fresh = try service.connect()
      for (peer, id) in [(client, 3), (fresh, 1)] {
        peer.ask(id, "trace", #"{"text":"c"}"#)
        let message = try peer.message()
        #expect(message["id"]?.wholeNumber == id && message["error"]?["code"] == -32006)
      }
      // Whoever watches the daemon still can.
      fresh.ask(2, "status")
      #expect(try fresh.message()["result"]?["state"] == "stopping")
      service.first.tell { $0.isHeld = false }
      #expect(Set([try client.message()["id"], try client.message()["id"]]) == [1, 2])
      try await eventually("nothing is left to do") { service.core.isDone }
      #expect(service.first.passes == [["a"], ["b"]])
    }
  }

  @Test func aConnectionsFirstRequestIsServedWhereASuccessorTakesTheRest() async throws {
    try await Service.run { service in
      let client = try service.connect()
      let fresh = try service.connect()
      for peer in [client, fresh] {
        // Both are connected for certain; what needs no work does not count as a first request.
        peer.ask(1, "models")
        #expect(try peer.message()["id"] == 1)
      }
      client.ask(2, "trace", #"{"text":"a"}"#)
      #expect(try client.message()["result"] != nil)
      service.core.stop(.servingFirstRequests)
      #expect(!service.core.isDone)
      client.ask(3, "trace", #"{"text":"b"}"#)
      #expect(try client.code() == -32006)
      fresh.ask(2, "trace", #"{"text":"c"}"#)
      #expect(try fresh.message()["result"] != nil)
      fresh.ask(3, "trace", #"{"text":"d"}"#)
      #expect(try fresh.code() == -32006)
      try await eventually("nobody is waited for") { service.core.isDone }
    }
  }

  @Test func whoNeverAsksIsNotWaitedForOnceItIsGone() async throws {
    try await Service.run { service in
      let fresh = try service.connect()
      fresh.ask(1, "models")
      #expect(try fresh.message()["id"] == 1)
      service.core.stop(.servingFirstRequests)
      #expect(!service.core.isDone)
      fresh.close()
      try await eventually("nobody is waited for") { service.core.isDone }
    }
  }

  @Test func whatIsNotAnsweredInTimeIsRefused() async throws {
    try await Service.run { service in
      service.first.tell { $0.isHeld = true }
      let clients = [try service.connect(), try service.connect()]
      for client in clients {
        for id in 1...5 { client.ask(id, "trace", #"{"text":"\#(id)"}"#) }
      }
      try await eventually("all are accepted") { service.core.accounts.total.requests == 10 }
      service.core.stop(.yes)
      service.giveUp()
      for client in clients {
        var refused: Set<Int> = []
        for _ in 1...5 {
          let message = try client.message()
          #expect(message["error"]?["code"] == -32006)
          if let id = message["id"]?.wholeNumber { refused.insert(id) }
        }
        #expect(refused == Set(1...5))
      }
      try await eventually("nothing is left to do") { service.core.isDone }
    }
  }

  @Test func unreadAnswersAreWaitedFor() async throws {
    try await Service.run { service in
      let client = try service.connect()
      let words = Array(repeating: "word", count: 100).joined(separator: " ")
      client.ask(1, "trace", #"{"text":"\#(words)","top":100}"#)
      try await eventually("it is answered") { service.core.accounts.total.unread > 0 }
      service.core.stop(.yes)
      try await eventually("it is concluded") { service.core.accounts.total.requests == 0 }
      #expect(!service.core.isDone)
      #expect(try client.message()["result"] != nil)
      try await eventually("it is read") { service.core.isDone }
    }
  }
}
