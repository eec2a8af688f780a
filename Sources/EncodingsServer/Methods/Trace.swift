import Encoders
import EncodingsProtocol
import NIOCore
import Tracing

extension ServedMethod {
  /// Follows tokens through the layers.
  static let trace = ServedMethod(.trace, on: .compute) { parameters, errand, core throws(RPCError) in
    let model = try core.catalog.model(named: parameters.model)
    let question = try Question(parameters)
    let key = AnswerKey(generation: model.generation, question: question)
    errand.note { $0.model = model.name }
    let (known, isKept) = core.answers.answer(to: key, upTo: Core.immediateBytes)
    if let known {
      errand.note {
        $0.tokens = known.tokens
        $0.isCached = true
      }
      let took = (core.clock() - errand.received).milliseconds
      return errand.finish(.success(known.json(timing: Timing(queuedMs: 0, computeMs: took))))
    }
    try core.read(question.text, for: errand) { () throws(RPCError) in
      let prepared: any PreparedText
      do throws(TracingError) {
        prepared = try model.answering.prepare(question)
      } catch {
        throw error.refusal(of: model)
      }
      let tokens = prepared.text.tokens.count
      errand.note { $0.tokens = tokens }
      let cost = QuestionCost(question, tokens: tokens, facts: model.facts)
      let limit = core.limits.answerBytes
      guard cost.answerBytes <= limit else { throw .answerTooLong(limit: limit, length: cost.answerBytes) }
      try core.weigh(errand, tokens: tokens)
      let job = ComputeJob(
        errand: errand, model: model, question: question, prepared: prepared, key: key, cost: cost,
        progressToken: parameters.progressToken)
      core.enqueue(job, isKept: isKept)
    }
  }
}

extension Core {
  /// Longest kept answer that is given on the event loop. Longer ones wait for the compute lane, where what a peer has
  /// not read yet keeps the next from being made.
  static let immediateBytes = 64 << 10
}

extension Question {
  /// The question that params ask, with the protocol's defaults. Choices have been checked by name already.
  init(_ parameters: TraceParameters) throws(RPCError) {
    self.init(text: parameters.text)
    position = parameters.position
    tap = try Question.choice(parameters.tap, "tap") ?? tap
    space = try Question.choice(parameters.space, "space") ?? space
    metric = try Question.choice(parameters.metric, "metric") ?? metric
    arithmetic = try Question.choice(parameters.arithmetic, "arithmetic") ?? arithmetic
    top = parameters.top ?? ParameterChoices.defaultTop
    layers = parameters.layers.map { Set($0).sorted() }
    truncate = parameters.truncate ?? false
  }

  private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ name: String?, _ key: String
  ) throws(RPCError) -> Choice? {
    guard let name else { return nil }
    guard let choice = Choice(rawValue: name) else {
      let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw .invalidParams(key, "must be one of \(names), not \(quoted(name)).")
    }
    return choice
  }
}
