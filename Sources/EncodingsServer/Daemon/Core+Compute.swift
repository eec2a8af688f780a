import EncodingsProtocol
import NIOCore
import Synchronization
import Tracing

extension Core {
  /// Least time between two progress notifications of a request.
  private static let progressInterval = TimeAmount.milliseconds(50)

  /// Has a job wait for the lane. One whose answer is kept counts as next to no work. What will be known by its turn makes
  /// a batch shorter than it might be.
  func enqueue(_ job: ComputeJob, isKept: Bool) {
    var job = job
    job.planned = isKept ? 1 : job.expected
    compute.add(
      FairQueue.Entry(
        ticket: job.errand.ticket, user: job.errand.peer.user, connection: job.errand.connection,
        lot: job.model.generation, work: job.planned, answerBytes: job.cost.answerBytes, job: job))
  }

  /// Answers questions about one model in one pass over its weights; called on the compute lane.
  func answer(_ jobs: [ComputeJob]) {
    let start = clock()
    let asked = open(jobs, start: start)
    if asked.isEmpty { return }
    giveBackMemory(after: pass(asked, start: start))
  }

  /// Gives back the memory that batches have taken, once they took a second: after each that took so long by itself, else
  /// when nothing waits. That takes a millisecond, after a long question ten.
  private func giveBackMemory(after took: TimeAmount) {
    let long = TimeAmount.seconds(1)
    let sum = computedSinceGivingBack.add(took.nanoseconds, ordering: .relaxed).newValue
    guard sum > long.nanoseconds, took > long || compute.fill.waiting == 0 else { return }
    computedSinceGivingBack.store(0, ordering: .relaxed)
    FreedMemory.giveBack()
  }

  /// Gives back the memory that a connection has taken which is gone, on the text lane.
  func giveBackMemory(of connection: ConnectionID, user: UserID) {
    texts.add(
      FairQueue.Entry(
        ticket: Ticket(number: nextNumber()), user: user, connection: connection, lot: 0, work: 1,
        job: TextJob { FreedMemory.giveBack() }))
  }

  /// The jobs that have to be computed now; the others are answered, or wait again.
  private func open(_ jobs: [ComputeJob], start: NIODeadline) -> [ComputeJob] {
    let plan = batchPlan
    return jobs.filter { job in
      if job.errand.isCancelled { return false }
      job.errand.note { $0.queued = start - job.errand.received }
      if let refusal = job.model.refusal {
        job.errand.finish(.failure(refusal))
      } else if let known = answers.lateAnswer(to: job.key) {
        // The same question came twice before its answer was known.
        finish(job, known, start: start)
      } else if job.expected > max(job.planned, plan.work) {
        // What was known is forgotten: as long a question as it is now must not go with short ones.
        enqueue(job, isKept: false)
      } else {
        answers.missed()
        return true
      }
      return false
    }
  }

  /// Computes the answers, and returns how long that took by itself.
  private func pass(_ asked: [ComputeJob], start: NIODeadline) -> TimeAmount {
    guard let model = asked.first?.model else { return .zero }
    var work = BatchWork()
    for job in asked { work.add(job.cost, isRun: job.isRun, request: job.prepared.request) }
    var told = Array(repeating: start, count: asked.count)
    var away = TimeAmount.zero
    var last = -1
    let results = model.answering.answer(
      asked.map(\.prepared),
      isCancelled: { asked[$0].errand.isCancelled || model.refusal != nil },
      progress: { index, fraction in
        compute.heart.beat()
        // It is told of one question after the other at the end of each piece.
        if index <= last { away = away + compute.giveWay() }
        last = index
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
    return took
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
