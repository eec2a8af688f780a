import EncodingsProtocol
import NIOCore
import Synchronization
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
  let progressToken: RequestID?

  /// Whether it needs a forward pass: none is needed for a text whose encodings are known.
  var isRun: Bool { !model.answering.knowsEncodings(for: prepared) }
}

extension Core {
  /// Least time between two progress notifications of a request.
  private static let progressInterval = TimeAmount.milliseconds(50)

  /// Answers questions about one model in one pass over its weights; called on the compute lane.
  func answer(_ jobs: [ComputeJob]) {
    let start = clock()
    var asked: [ComputeJob] = []
    for job in jobs where !job.errand.isCancelled {
      job.errand.note { $0.queued = start - job.errand.received }
      if let refusal = job.model.refusal {
        job.errand.finish(.failure(refusal))
      } else if let known = answers.lateAnswer(to: job.key) {
        // The same question came twice before its answer was known.
        finish(job, known, start: start)
      } else {
        asked.append(job)
      }
    }
    guard let model = asked.first?.model else { return }
    var work = BatchWork()
    for job in asked { work.add(job.work, isRun: job.isRun, ids: job.prepared.text.tokens.map(\.id)) }
    var told = Array(repeating: start, count: asked.count)
    var away = TimeAmount.zero
    let results = model.answering.answer(
      asked.map(\.prepared),
      isCancelled: { asked[$0].errand.isCancelled },
      progress: { index, fraction in
        compute.heart.beat()
        away = away + compute.giveWay()
        guard asked.indices.contains(index), let token = asked[index].progressToken else { return }
        let now = clock()
        guard now - told[index] >= Core.progressInterval else { return }
        told[index] = now
        asked[index].errand.send(ProgressParameters(token: token, fraction: fraction).notification)
      })
    let took = clock() - start - away
    // What was given up took less than its work, by nobody knows how much.
    if results.allSatisfy({ (try? $0.get()) != nil }), !asked.contains(where: \.errand.isCancelled) {
      measured(work: work.total, took: took)
    }
    statistics.change {
      $0.batches += 1
      $0.questions += asked.count
      $0.tokens += asked.reduce(0) { $0 &+ $1.prepared.text.tokens.count }
      $0.computing = $0.computing + took
    }
    // Damage found while any question of the pass was computed makes every number of the pass doubtful.
    for case .failure(.damaged(let damage)) in results where model.markDamaged(damage) {
      log.error(
        "cannot serve a model any more", metadata: ["model": "\(model.name)", "reason": "\(damage.words)"])
    }
    for (job, result) in zip(asked, results) {
      conclude(job, result, start: start, away: away)
      compute.heart.beat()
    }
    for job in asked.dropFirst(results.count) {
      job.errand.finish(.failure(.internalError("the model gave no answer")))
    }
  }

  private func conclude(
    _ job: ComputeJob, _ result: Result<Answer, TracingError>, start: NIODeadline, away: TimeAmount
  ) {
    if let refusal = job.model.refusal { return job.errand.finish(.failure(refusal)) }
    switch result {
    case .failure(let error): job.errand.finish(.failure(error.refusal(of: job.model)))
    case .success(let answer):
      job.model.describe { [self] description in
        switch description {
        case .failure(let error): job.errand.finish(.failure(error))
        case .success(let description):
          let encoded = EncodedTrace(
            TraceResult(answer, to: job.question, by: description, spelling: job.model.answering.spelling))
          answers.keep(encoded, to: job.key)
          finish(job, encoded, start: start, away: away)
        }
      }
    }
  }

  /// Sends the answer to a job that was taken at `start` and waited for others' for `away` since.
  private func finish(
    _ job: ComputeJob, _ encoded: EncodedTrace, start: NIODeadline, away: TimeAmount = .zero
  ) {
    let queued = start - job.errand.received + away
    let computed = clock() - start - away
    job.errand.note {
      $0.queued = queued
      $0.computed = computed
    }
    let timing = Timing(queuedMs: queued.milliseconds, computeMs: computed.milliseconds)
    job.errand.finish(.success(encoded.json(timing: timing)))
  }
}

extension TimeAmount {
  /// The duration in milliseconds, to a microsecond.
  var milliseconds: Double { Double(nanoseconds / 1000) / 1000 }
}
