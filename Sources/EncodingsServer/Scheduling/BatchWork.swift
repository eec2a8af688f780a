/// What a batch takes, in the unit of the throughput: a text that several ask about is run once.
struct BatchWork {
  private(set) var total = 0
  private var texts: Set<[Int]> = []

  /// Adds a question of so much work, about a text of these token ids; `isRun` tells whether the work counts a forward
  /// pass, a token being a unit of it.
  mutating func add(_ work: Int, isRun: Bool, ids: [Int]) {
    let isRunAgain = isRun && !texts.insert(ids).inserted
    total &+= isRunAgain ? max(1, work &- ids.count) : work
  }
}
