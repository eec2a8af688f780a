import TestSupport
import Testing

@testable import EncodingsServer

/// Who may have how much.
@Suite struct LedgerTests {
  private static func ledger(_ change: (inout Limits) -> Void = { _ in }) -> Ledger {
    var limits = Limits()
    change(&limits)
    return Ledger(limits: limits, operators: [0])
  }

  @Test func aUsersOwnLimitIsAQuota() throws {
    var ledger = Self.ledger { $0.connectionsPerUser = 2 }
    try ledger.connect(1)
    try ledger.connect(1)
    #expect(throws: Ledger.Refusal.quota(what: .connections, limit: 2)) { try ledger.connect(1) }
    try ledger.connect(2)
    ledger.disconnect(1)
    try ledger.connect(1)
  }

  @Test func theLimitOfAllIsOverload() throws {
    var ledger = Self.ledger { $0.requests = 2 }
    try ledger.accept(1, bytes: 1)
    try ledger.accept(2, bytes: 1)
    #expect(throws: Ledger.Refusal.overloaded(what: .requests, limit: 2)) { try ledger.accept(3, bytes: 1) }
    ledger.finish(1, bytes: 1, tokens: 0)
    try ledger.accept(3, bytes: 1)
  }

  @Test func operatorsHaveAReserve() throws {
    var ledger = Self.ledger { $0.connections = 1 }
    try ledger.connect(5)
    for _ in 0..<Ledger.reserve { try ledger.connect(0) }
    #expect(throws: Ledger.Refusal.overloaded(what: .connections, limit: 1)) { try ledger.connect(0) }
  }

  @Test func operatorsAreNotRefusedForOthersTokensAndBytes() throws {
    var ledger = Self.ledger {
      $0.tokens = 100
      $0.bytes = 100
    }
    try ledger.accept(5, bytes: 100)
    try ledger.weigh(5, tokens: 100)
    #expect(throws: Ledger.Refusal.overloaded(what: .bytes, limit: 100)) { try ledger.accept(6, bytes: 1) }
    #expect(throws: Ledger.Refusal.overloaded(what: .tokens, limit: 100)) { try ledger.weigh(6, tokens: 1) }
    try ledger.accept(0, bytes: 50)
    try ledger.weigh(0, tokens: 50)
  }

  @Test func operatorsHaveTheirOwnLimitsToo() throws {
    var ledger = Self.ledger { $0.requestsPerUser = 1 }
    try ledger.accept(0, bytes: 1)
    #expect(throws: Ledger.Refusal.quota(what: .requests, limit: 1)) { try ledger.accept(0, bytes: 1) }
  }

  @Test func oneRequestAloneIsNeverTooMuch() throws {
    var ledger = Self.ledger {
      $0.bytesPerUser = 10
      $0.bytes = 10
      $0.tokensPerUser = 10
      $0.tokens = 10
    }
    try ledger.accept(1, bytes: 1000)
    try ledger.weigh(1, tokens: 1000)
    #expect(throws: Ledger.Refusal.quota(what: .bytes, limit: 10)) { try ledger.accept(1, bytes: 1) }
    #expect(throws: Ledger.Refusal.quota(what: .tokens, limit: 10)) { try ledger.weigh(1, tokens: 1) }
    #expect(throws: Ledger.Refusal.overloaded(what: .bytes, limit: 10)) { try ledger.accept(2, bytes: 1) }
  }

  @Test func whatPeersDoNotReadCountsAgainstTheirUser() throws {
    var ledger = Self.ledger { $0.unreadBytesPerUser = 100 }
    // The first answer always fits, however long it is: its length has a limit of its own.
    try ledger.afford(1, bytes: 1000)
    ledger.unread(1, bytes: 60)
    try ledger.afford(1, bytes: 40)
    #expect(throws: Ledger.Refusal.quota(what: .unread, limit: 100)) { try ledger.afford(1, bytes: 41) }
    try ledger.afford(2, bytes: 41)
    ledger.unread(1, bytes: -60)
    try ledger.afford(1, bytes: 41)
    #expect(ledger.accounts.isEmpty)
  }

  @Test func hugeSizesDoNotOverflow() throws {
    var ledger = Self.ledger { $0.tokensPerUser = 10 }
    try ledger.weigh(1, tokens: 5)
    #expect(throws: Ledger.Refusal.quota(what: .tokens, limit: 10)) { try ledger.weigh(1, tokens: .max) }
    #expect(throws: Ledger.Refusal.quota(what: .bytes, limit: Limits().bytesPerUser)) {
      try ledger.accept(1, bytes: 1)
      try ledger.accept(1, bytes: .max)
    }
  }
}
