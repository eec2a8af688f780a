import Encoders

/// What a batch takes, in the unit of the throughput: what several ask about the same run of a text is run once.
struct BatchWork {
  private(set) var total = 0
  private var runs: Set<TapRequest> = []

  /// Adds a question that costs so much; `isRun` tells whether the forward pass it needs has to be run.
  mutating func add(_ cost: QuestionCost, isRun: Bool, request: TapRequest) {
    total &+= isRun && runs.insert(request.run).inserted ? cost.work : cost.reading
  }
}
