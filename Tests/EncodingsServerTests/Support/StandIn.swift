import Checkpoints
import Encoders
import Glibc
import Synchronization
import Tracing

@testable import EncodingsServer

/// A model that does what a test tells it: it can be held up inside a pass, and made to fail. Its tokens are a text's
/// words, its numbers their lengths.
final class StandIn: Answering {
  struct State {
    var isHeld = false
    /// The texts of each pass, as they came.
    var passes: [[String]] = []
    /// What the question of a text ends with instead of an answer.
    var failures: [String: TracingError] = [:]
    /// Whether no question needs a forward pass.
    var knowsAll = false
    /// Whether a question that was given up ends its pass early.
    var noticesCancelling = true
    /// Progress told before and after a pass is held.
    var fractions = (before: [Double](), after: [Double]())
    /// Called before each fraction is told.
    var beforeFraction: @Sendable () -> Void = {}
    /// Whether a pass that begins has more pieces, each of a millisecond with its progress.
    var hasMorePieces: @Sendable () -> Bool = { false }
  }

  let facts: ModelFacts
  let weights: [MappedFile]
  private let state = Mutex(State())

  init(name: String, limit: Int = 512, weights: [MappedFile] = []) {
    self.weights = weights
    facts = ModelFacts(
      name: name, family: "stand-in", layers: 3, hidden: 8, vocabulary: 100, limit: limit, mappedBytes: 1024)
  }

  /// Changes what the model does from now on.
  func tell(_ change: (inout State) -> Void) {
    state.withLock { change(&$0) }
  }

  var passes: [[String]] { state.withLock { $0.passes } }

  func tokenize(_ text: String, truncate: Bool) throws(TracingError) -> TokenizedText {
    let words = text.split(separator: " ").map(String.init)
    if words.count + 2 > facts.limit, !truncate {
      throw .textTooLong(length: words.count + 2, limit: facts.limit)
    }
    let kept = words.prefix(facts.limit - 2)
    let tokens = kept.enumerated().map { index, word in
      TokenReading(
        id: 3 + word.utf8.count % 90, spelling: word, text: word, start: index, end: index + 1, special: false
      )
    }
    let first = TokenReading(id: 0, spelling: "<s>", text: "<s>", start: 0, end: 0, special: true)
    let last = TokenReading(id: 2, spelling: "</s>", text: "</s>", start: 0, end: 0, special: true)
    return TokenizedText(tokens: [first] + tokens + [last], truncated: kept.count < words.count)
  }

  func prepare(_ question: Question) throws(TracingError) -> any PreparedText {
    let text = try tokenize(question.text, truncate: question.truncate)
    if let position = question.position, !text.tokens.indices.contains(position) {
      throw .positionOutOfRange(position: position, count: text.tokens.count)
    }
    guard (0...facts.vocabulary).contains(question.top) else {
      throw .topOutOfRange(top: question.top, vocabulary: facts.vocabulary)
    }
    return PreparedWords(question: question, text: text)
  }

  func knowsEncodings(for question: any PreparedText) -> Bool { state.withLock { $0.knowsAll } }

  func answer(
    _ questions: [any PreparedText], isCancelled: (Int) -> Bool, progress: (Int, Double) -> Void
  ) -> [Result<Answer, TracingError>] {
    let prepared = questions.compactMap { $0 as? PreparedWords }
    let (fractions, beforeFraction, hasMorePieces) = state.withLock {
      $0.passes.append(prepared.map(\.question.text))
      return ($0.fractions, $0.beforeFraction, $0.hasMorePieces)
    }
    func tell(_ fractions: [Double]) {
      for fraction in fractions {
        beforeFraction()
        for index in prepared.indices { progress(index, fraction) }
      }
    }
    tell(fractions.before)
    while hasMorePieces() {
      let asked = prepared.indices.filter { !isCancelled($0) }
      if asked.isEmpty { break }
      for index in asked { progress(index, 0.5) }
      usleep(1000)
    }
    while state.withLock({ $0.isHeld }) {
      let given = prepared.indices.allSatisfy(isCancelled)
      if given, state.withLock({ $0.noticesCancelling }) { break }
      usleep(1000)
    }
    tell(fractions.after)
    return prepared.enumerated().map { index, prepared in
      if let failure = state.withLock({ $0.failures[prepared.question.text] }) { return .failure(failure) }
      return isCancelled(index) ? .failure(.cancelled) : .success(answer(to: prepared))
    }
  }

  func spelling(of id: Int) -> String { "w\(id)" }

  private func answer(to prepared: PreparedWords) -> Answer {
    let question = prepared.question
    let positions = question.position.map { [$0] } ?? Array(prepared.text.tokens.indices)
    return Answer(
      text: prepared.text,
      journeys: positions.map { position in
        Journey(
          position: position,
          readings: (question.layers ?? Array(0..<facts.layers)).map { layer in
            LayerReading(
              layer: layer, similarity: Float(position) / 8, rank: layer + 1, ties: 0,
              neighbors: (0..<question.top).map { Neighbor(id: $0, similarity: Float(layer) / 4) })
          })
      })
  }
}

private struct PreparedWords: PreparedText {
  let question: Question
  let text: TokenizedText

  var request: TapRequest {
    TapRequest(
      ids: text.tokens.map { Int32($0.id) }, positions: question.position.map { [$0] } ?? [],
      layers: question.layers ?? [], tap: question.tap, arithmetic: question.arithmetic)
  }
}
