/// Who has how much in the daemon, and whether they may have more.
///
/// Root and the daemon's own user keep a reserve beyond the limits of all, so that an operator gets an answer
/// when everybody else gets `overloaded`.
struct Ledger {
  /// What one user, or all together, have in the daemon.
  struct Account: Equatable {
    var connections = 0
    var requests = 0
    var bytes = 0
    var tokens = 0
    var unread = 0

    var isEmpty: Bool { self == Account() }
  }

  /// Why something was not taken on.
  enum Refusal: Error, Equatable {
    /// The user's own limit.
    case quota(what: Measure, limit: Int)
    /// The limit of all users together.
    case overloaded(what: Measure, limit: Int)
  }

  /// What is counted.
  enum Measure: String {
    case connections
    case requests
    case bytes = "bytes of requests"
    case tokens
    case unread = "bytes of unread answers"
  }

  /// Connections and requests that only operators may take beyond the limit of all.
  static let reserve = 16

  var limits: Limits
  /// Root and the daemon's own user.
  let operators: Set<UserID>
  private(set) var total = Account()
  private(set) var accounts: [UserID: Account] = [:]

  init(limits: Limits, operators: Set<UserID>) {
    self.limits = limits
    self.operators = operators
  }

  /// Takes on a connection.
  mutating func connect(_ user: UserID) throws(Refusal) {
    let mine = accounts[user, default: Account()].connections
    try check(mine, 1, limits.connectionsPerUser, total.connections, limits.connections, user, .connections)
    change(user) { $0.connections += 1 }
  }

  /// A connection is gone.
  mutating func disconnect(_ user: UserID) {
    change(user) { $0.connections -= 1 }
  }

  /// Takes on a request whose frame has so many bytes.
  mutating func accept(_ user: UserID, bytes: Int) throws(Refusal) {
    let mine = accounts[user, default: Account()]
    try check(mine.requests, 1, limits.requestsPerUser, total.requests, limits.requests, user, .requests)
    try check(mine.bytes, bytes, limits.bytesPerUser, total.bytes, limits.bytes, user, .bytes)
    change(user) {
      $0.requests += 1
      $0.bytes &+= bytes
    }
  }

  /// Takes on an accepted request's tokens, once they are known.
  mutating func weigh(_ user: UserID, tokens: Int) throws(Refusal) {
    let mine = accounts[user, default: Account()].tokens
    try check(mine, tokens, limits.tokensPerUser, total.tokens, limits.tokens, user, .tokens)
    change(user) { $0.tokens &+= tokens }
  }

  /// Takes tokens back that were weighed for a request that had been given up.
  mutating func unweigh(_ user: UserID, tokens: Int) {
    change(user) { $0.tokens &-= tokens }
  }

  /// Whether a user's connections may buffer so many bytes more that the peers have not read.
  func afford(_ user: UserID, bytes: Int) throws(Refusal) {
    guard let mine = accounts[user]?.unread, mine > 0, bytes > limits.unreadBytesPerUser &- mine else {
      return
    }
    throw .quota(what: .unread, limit: limits.unreadBytesPerUser)
  }

  /// A user's unread bytes became more, or fewer.
  mutating func unread(_ user: UserID, bytes: Int) {
    change(user) { $0.unread &+= bytes }
  }

  /// An accepted request is answered, or nobody waits for it any more.
  mutating func finish(_ user: UserID, bytes: Int, tokens: Int) {
    change(user) {
      $0.requests -= 1
      $0.bytes &-= bytes
      $0.tokens &-= tokens
    }
  }

  private func check(
    _ mine: Int, _ more: Int, _ own: Int, _ all: Int, _ common: Int, _ user: UserID, _ what: Measure
  ) throws(Refusal) {
    // A single request is never too much by itself: its size has limits of its own.
    if mine > 0, more > own &- mine { throw .quota(what: what, limit: own) }
    let reserve =
      operators.contains(user) ? (what == .connections || what == .requests ? Ledger.reserve : all) : 0
    if all > 0, more > common &+ reserve &- all { throw .overloaded(what: what, limit: common) }
  }

  private mutating func change(_ user: UserID, _ body: (inout Account) -> Void) {
    body(&total)
    body(&accounts[user, default: Account()])
    if accounts[user]?.isEmpty == true { accounts[user] = nil }
  }
}
