import EncodingsProtocol
import Tracing

/// What the text lane does: it reads long messages, and tokenises texts.
struct TextJob: Sendable {
  let run: @Sendable () -> Void
}

/// A question that waits for the compute lane.
struct ComputeJob: Sendable {
  let errand: Errand
  let model: LoadedModel
  let question: Question
  let prepared: any PreparedText
  let key: AnswerKey
  let cost: QuestionCost
  let progressToken: RequestID?
  /// The work that it waits with.
  var planned = 0

  /// Whether it needs a forward pass: none is needed for a text whose encodings are known.
  var isRun: Bool { !model.answering.knowsEncodings(for: prepared) }

  /// What it takes, as it looks now.
  var expected: Int { isRun ? cost.work : cost.reading }
}
