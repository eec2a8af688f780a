import TestSupport
import Testing

@testable import EncodingsServer

/// The ledger beside a model that keeps no sums: a list of what is in the daemon, added up whenever it is asked.
@Suite struct LedgerModelTests {
  private struct Item {
    var user: UserID
    var isConnection: Bool
    var bytes = 0
    var tokens = 0
  }

  private struct Naive {
    let limits: Limits
    var items: [Item] = []

    private func sum(_ user: UserID?, _ value: (Item) -> Int) -> Int {
      items.filter { user == nil || $0.user == user }.map(value).reduce(0, +)
    }

    /// What adding would be refused with: the user's own limit first.
    func refusal(
      _ user: UserID, _ more: Int, own: Int, all: Int, what: Ledger.Measure, value: (Item) -> Int
    ) -> Ledger.Refusal? {
      let mine = sum(user, value)
      let total = sum(nil, value)
      if mine > 0, mine + more > own { return .quota(what: what, limit: own) }
      let counted = what == .connections || what == .requests
      // An operator's bytes and tokens are compared with the limit as if nobody else had any.
      let room = user == 0 ? (counted ? all + 16 : all + total) : all
      return total > 0 && total + more > room ? .overloaded(what: what, limit: all) : nil
    }

    func account(_ user: UserID?) -> Ledger.Account {
      Ledger.Account(
        connections: sum(user) { $0.isConnection ? 1 : 0 }, requests: sum(user) { $0.isConnection ? 0 : 1 },
        bytes: sum(user, \.bytes), tokens: sum(user, \.tokens), unread: 0)
    }
  }

  @Test(arguments: UInt64(0)..<30) func agreeAtEveryStepAndReturnToNothing(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var limits = Limits()
    limits.connectionsPerUser = 3
    limits.connections = 8
    limits.requestsPerUser = 4
    limits.requests = 9
    limits.bytesPerUser = 100
    limits.bytes = 250
    limits.tokensPerUser = 50
    limits.tokens = 120
    var ledger = Ledger(limits: limits, operators: [0])
    var naive = Naive(limits: limits)
    var refused = 0
    for _ in 0..<600 {
      let user = UserID.random(in: 0..<4, using: &random)
      var expected: Ledger.Refusal?
      var found: Ledger.Refusal?
      switch Int.random(in: 0..<5, using: &random) {
      case 0:
        expected = naive.refusal(
          user, 1, own: limits.connectionsPerUser, all: limits.connections, what: .connections
        ) { $0.isConnection ? 1 : 0 }
        do { try ledger.connect(user) } catch { found = error }
        if expected == nil { naive.items.append(Item(user: user, isConnection: true)) }
      case 1, 2:
        let bytes = Int.random(in: 0...60, using: &random)
        expected =
          naive.refusal(user, 1, own: limits.requestsPerUser, all: limits.requests, what: .requests) {
            $0.isConnection ? 0 : 1
          }
          ?? naive.refusal(
            user, bytes, own: limits.bytesPerUser, all: limits.bytes, what: .bytes, value: \.bytes)
        do { try ledger.accept(user, bytes: bytes) } catch { found = error }
        if expected == nil { naive.items.append(Item(user: user, isConnection: false, bytes: bytes)) }
      case 3:
        guard let index = naive.items.lastIndex(where: { !$0.isConnection && $0.tokens == 0 }) else { break }
        let owner = naive.items[index].user
        let tokens = Int.random(in: 1...30, using: &random)
        expected = naive.refusal(
          owner, tokens, own: limits.tokensPerUser, all: limits.tokens, what: .tokens, value: \.tokens)
        do { try ledger.weigh(owner, tokens: tokens) } catch { found = error }
        if expected == nil { naive.items[index].tokens = tokens }
      default:
        guard !naive.items.isEmpty else { break }
        Self.end(naive.items.remove(at: Int.random(in: naive.items.indices, using: &random)), in: &ledger)
      }
      if expected != nil { refused += 1 }
      #expect(found == expected)
      #expect(ledger.total == naive.account(nil))
      for user in UserID(0)..<4 {
        let account = naive.account(user)
        #expect(ledger.accounts[user] == (account.isEmpty ? nil : account))
      }
    }
    #expect(refused > 20, "hardly anything was refused, so refusing was not tried")
    for item in naive.items { Self.end(item, in: &ledger) }
    #expect(ledger.total.isEmpty && ledger.accounts.isEmpty)
  }

  private static func end(_ item: Item, in ledger: inout Ledger) {
    if item.isConnection {
      ledger.disconnect(item.user)
    } else {
      ledger.finish(item.user, bytes: item.bytes, tokens: item.tokens)
    }
  }
}
