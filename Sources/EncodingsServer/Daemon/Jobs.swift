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
  /// What the question takes, its forward pass among it, in the unit of the throughput.
  let work: Int
  /// Bytes that the answer has at least.
  let answerBytes: Int
  let progressToken: RequestID?
  /// The work that it waits with.
  var planned = 0

  /// Whether it needs a forward pass: none is needed for a text whose encodings are known.
  var isRun: Bool { !model.answering.knowsEncodings(for: prepared) }

  /// What it takes, as it looks now.
  var expected: Int { isRun ? work : BatchWork.reading(work, tokens: prepared.text.tokens.count) }
}
