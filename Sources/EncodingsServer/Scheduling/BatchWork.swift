/// What a batch takes, in the unit of the throughput: a text that several ask about is run once.
struct BatchWork {
  private(set) var total = 0
  private var texts: Set<[Int]> = []

  /// Adds a question of so much work, about a text of these token ids, its forward pass among it; `isRun` tells whether
  /// that has to be run.
  mutating func add(_ work: Int, isRun: Bool, ids: [Int]) {
    let isRunHere = isRun && texts.insert(ids).inserted
    total &+= isRunHere ? work : Self.reading(work, tokens: ids.count)
  }

  /// What is left of a question's work without the forward pass, a token being a unit of it.
  static func reading(_ work: Int, tokens: Int) -> Int { max(1, work &- tokens) }
}
