/// What a batch takes, in the unit of the throughput: a text that several ask about is run once.
struct BatchWork {
  private(set) var total = 0
  private var texts: Set<[Int]> = []

  /// Adds a question about a text of these token ids; `isRun` tells whether its forward pass has to be run.
  mutating func add(_ cost: QuestionCost, isRun: Bool, ids: [Int]) {
    total &+= isRun && texts.insert(ids).inserted ? cost.work : cost.reading
  }
}
