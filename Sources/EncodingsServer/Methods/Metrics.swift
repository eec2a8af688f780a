import EncodingsProtocol
import NIOCore

extension ServedMethod {
  /// Tells how the daemon is doing, as Prometheus text.
  static let metrics = ServedMethod(.metrics) { _, core, answer in
    core.memory.tell { answer(MetricsResult(text: core.prometheus($0))) }
  }
}

extension Core {
  fileprivate func prometheus(_ memory: MemoryStatus?) -> String {
    var text = PrometheusText()
    write(statistics.snapshot, to: &text)
    write(answers.status, to: &text)
    writeQueue(to: &text)
    writeProcess(memory, to: &text)
    return text.text
  }

  private func write(_ counts: Statistics.Counts, to text: inout PrometheusText) {
    text.family("encodings_requests_total", "counter", "Requests answered, by method and outcome.")
    for (method, outcomes) in counts.outcomes.sorted(by: { $0.key < $1.key }) {
      for (outcome, number) in outcomes.sorted(by: { $0.key < $1.key }) {
        text.sample("encodings_requests_total", [("method", method), ("outcome", outcome)], number)
      }
    }
    text.family(
      "encodings_request_seconds", "summary", "From a request's last byte to its answer, by method.")
    for (method, histogram) in counts.latency.sorted(by: { $0.key < $1.key }) {
      for part in [0.5, 0.9, 0.99] {
        text.sample(
          "encodings_request_seconds", [("method", method), ("quantile", "\(part)")],
          histogram.quantile(part).seconds)
      }
      text.sample("encodings_request_seconds_sum", [("method", method)], histogram.sum.seconds)
      text.sample("encodings_request_seconds_count", [("method", method)], histogram.count)
    }
    counter("encodings_requests_abandoned_total", "Requests whose client went away.", counts.abandoned, &text)
    counter("encodings_connections_accepted_total", "Connections accepted.", counts.accepted, &text)
    counter("encodings_connections_refused_total", "Connections refused.", counts.refused, &text)
    counter("encodings_batches_total", "Passes over the weights.", counts.batches, &text)
    counter("encodings_questions_total", "Questions computed, not cached.", counts.questions, &text)
    counter("encodings_tokens_total", "Tokens of the questions computed.", counts.tokens, &text)
    counter("encodings_compute_seconds_total", "Time spent computing.", counts.computing.seconds, &text)
  }

  private func write(_ cache: CacheStatus, to text: inout PrometheusText) {
    counter("encodings_cache_hits_total", "Questions answered from the cache.", cache.hits, &text)
    counter("encodings_cache_misses_total", "Questions whose answers were computed.", cache.misses, &text)
    gauge("encodings_cache_entries", "Answers kept.", cache.entries, &text)
    gauge("encodings_cache_bytes", "Bytes of answers kept.", cache.bytes, &text)
    gauge("encodings_known_bytes", "Bytes of texts' encodings kept.", known.bytes, &text)
  }

  private func writeQueue(to text: inout PrometheusText) {
    let (total, users) = accounts
    let fill = compute.fill
    gauge(
      "encodings_queue_waiting", "Requests that wait for a lane, and messages that are not yet read.",
      fill.waiting + texts.fill.waiting, &text)
    gauge("encodings_queue_running", "Requests being computed.", fill.running, &text)
    gauge("encodings_queue_tokens", "Tokens of the requests accepted.", total.tokens, &text)
    text.family("encodings_connections", "gauge", "Open connections, by user.")
    for (user, account) in users.sorted(by: { $0.key < $1.key }) {
      text.sample("encodings_connections", [("uid", "\(user)")], account.connections)
    }
    text.family("encodings_model_ready", "gauge", "Whether a model answers.")
    for model in catalog.descriptions {
      text.sample("encodings_model_ready", [("model", model.name)], model.state == .ready ? 1 : 0)
    }
  }

  private func writeProcess(_ memory: MemoryStatus?, to text: inout PrometheusText) {
    gauge("encodings_uptime_seconds", "Since the daemon started.", (clock() - started).seconds, &text)
    guard let memory else { return }
    gauge(
      "encodings_resident_bytes", "Resident memory, mapped weights included.", memory.residentBytes, &text)
    gauge("encodings_private_dirty_bytes", "Memory that no file backs.", memory.privateDirtyBytes, &text)
  }

  private func counter(_ name: String, _ help: String, _ value: some Numeric, _ text: inout PrometheusText) {
    text.family(name, "counter", help)
    text.sample(name, [], value)
  }

  private func gauge(_ name: String, _ help: String, _ value: some Numeric, _ text: inout PrometheusText) {
    text.family(name, "gauge", help)
    text.sample(name, [], value)
  }
}

extension TimeAmount {
  /// The duration in seconds.
  var seconds: Double { Double(nanoseconds) / 1e9 }
}
