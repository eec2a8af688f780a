import DequeModule

/// Work that waits for a lane, taken in turns between users.
///
/// A user who queues a thousand jobs gets one turn for each turn that everybody else gets, however many
/// connections the jobs came over. What is taken together shares a lot (a model), because one pass over the
/// weights can only answer questions about one model.
struct FairQueue<Job> {
  /// A job with what the queue has to know of it.
  struct Entry {
    var ticket: Ticket
    var user: UserID
    var connection: ConnectionID
    /// Jobs of one lot can be taken together.
    var lot: Int
    /// What the job costs, in the unit of `take`'s budget.
    var work: Int
    /// Bytes that its answer has at least.
    var answerBytes = 0
    var job: Job
  }

  private var lines: [UserID: Deque<Entry>] = [:]
  /// Users with something waiting, whose turn is next first.
  private var turns: Deque<UserID> = []
  /// Users of whom something was taken the last time. Those of them who wait are the last by turn.
  private var served: Set<UserID> = []
  /// Users who were served since, while that was being done, the latest last.
  private var servedBetween: Deque<UserID> = []
  private var held: Set<ConnectionID> = []

  /// Number of jobs that wait.
  private(set) var count = 0
  /// The sum of their work.
  private(set) var work = 0

  /// Number of jobs that wait and came over other connections than these.
  func count(besides connections: Set<ConnectionID>) -> Int {
    lines.values.reduce(0) { $0 + $1.count { !connections.contains($0.connection) } }
  }

  /// Puts a job at the end of its user's line. Who had nothing waiting comes before those who were served the last time:
  /// what was taken of them may be being done now, and is a turn that the newcomer did not have.
  mutating func add(_ entry: Entry) {
    if lines[entry.user, default: []].isEmpty {
      let first = served.contains(entry.user) ? nil : turns.firstIndex(where: served.contains)
      turns.insert(entry.user, at: first ?? turns.endIndex)
    }
    lines[entry.user, default: []].append(entry)
    count += 1
    work &+= entry.work
  }

  /// Takes one lot's jobs, user by user in turn, until the budget is spent; at least one if any can be taken.
  ///
  /// The user whose turn is next decides the lot. Who did not fit, or has nothing of that lot, keeps the turn. The
  /// answers of all that is taken have `answerBudget` bytes at most, as far as is known: whoever does not read them
  /// must not fill the memory with one batch.
  mutating func take(budget: Int, answerBudget: Int = .max) -> [Entry] {
    var order = turns
    let (taken, passed) = take(from: &order, budget: budget, answerBudget: answerBudget)
    // Whoever was passed comes before whoever was served: a lot in demand must not keep the others waiting.
    turns = passed + order
    served = Set(taken.map(\.user))
    servedBetween = []
    return taken
  }

  /// Takes in the same way from the jobs of `longest` work at most, while what `take` gave is still being done: of each
  /// user as much work as `allowance` says. Who is served so comes last when it is done again, and keeps the turn in `take`:
  /// a longer job may be waiting for it.
  mutating func takeBetween(
    budget: Int, answerBudget: Int = .max, longest: Int, allowance: (UserID) -> Int
  ) -> [Entry] {
    var order = turns.filter { !servedBetween.contains($0) } + servedBetween.filter { lines[$0] != nil }
    let (taken, _) = take(
      from: &order, budget: budget, answerBudget: answerBudget, longest: longest, allowance: allowance)
    for user in taken.map(\.user) {
      servedBetween.removeAll { $0 == user }
      servedBetween.append(user)
    }
    turns.removeAll { lines[$0] == nil }
    return taken
  }

  /// Takes from users in this order, which then is that of those who are left; `passed` are those who had nothing to take.
  private mutating func take(
    from order: inout Deque<UserID>, budget: Int, answerBudget: Int, longest: Int = .max,
    allowance: (UserID) -> Int = { _ in .max }
  ) -> (taken: [Entry], passed: Deque<UserID>) {
    var lot: Int?
    var taken: [Entry] = []
    var spent = 0
    var answerBytes = 0
    var left: [UserID: Int] = [:]
    var passed: Deque<UserID> = []
    while let user = order.popFirst() {
      let mine = left[user] ?? allowance(user)
      // A user whose next one is more than the allowance waits, and so do those behind it: their order is kept.
      guard let index = index(user, where: { $0.lot == lot ?? $0.lot && $0.work <= longest }),
        let entry = lines[user]?[index], entry.work <= mine
      else {
        passed.append(user)
        continue
      }
      let fits = entry.work <= budget &- spent && entry.answerBytes <= answerBudget &- answerBytes
      guard taken.isEmpty || fits else {
        order.prepend(user)
        break
      }
      lot = entry.lot
      spent &+= entry.work
      answerBytes &+= entry.answerBytes
      left[user] = mine &- entry.work
      taken.append(entry)
      drop(user, at: index)
      if lines[user] != nil { order.append(user) }
    }
    return (taken, passed)
  }

  /// Takes a job out before its turn.
  mutating func remove(_ ticket: Ticket, of user: UserID) -> Entry? {
    guard let index = lines[user]?.firstIndex(where: { $0.ticket == ticket }), let entry = lines[user]?[index]
    else { return nil }
    drop(user, at: index)
    if lines[user] == nil { turns.removeAll { $0 == user } }
    return entry
  }

  /// Leaves a connection's jobs waiting while its peer does not read the answers it has.
  mutating func hold(_ connection: ConnectionID) {
    held.insert(connection)
  }

  /// Lets a held connection's jobs be taken again.
  mutating func release(_ connection: ConnectionID) {
    held.remove(connection)
  }

  private func index(_ user: UserID, where suits: (Entry) -> Bool) -> Int? {
    lines[user]?.firstIndex { !held.contains($0.connection) && suits($0) }
  }

  private mutating func drop(_ user: UserID, at index: Int) {
    guard let entry = lines[user]?.remove(at: index) else { return }
    if lines[user]?.isEmpty == true { lines[user] = nil }
    count -= 1
    work &-= entry.work
  }
}
