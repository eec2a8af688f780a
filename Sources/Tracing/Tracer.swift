package import Kernels

/// A model that answers questions.
///
/// Immutable once loaded, so any number of threads may hold one. The arithmetic of `answer` runs on the worker
/// pool it was made with and blocks the calling thread, which must therefore be the compute lane's own.
package final class Tracer: Sendable {
  package let facts: ModelFacts

  /// Maps and checks a model folder in Hugging Face layout. Reads headers, not weights.
  package init(folder: String, workers: WorkerPool) throws(LoadingError) {
    throw LoadingError(file: folder, offset: nil, reason: "loading is not built yet")
  }

  /// Tokenises a text; the cheap part of a question, safe on any thread.
  package func tokenize(_ text: String, truncate: Bool) throws(TracingError) -> TokenizedText {
    TokenizedText(tokens: [], truncated: false)
  }

  /// Checks a question and tokenises its text; safe on any thread.
  package func prepare(_ question: Question) throws(TracingError) -> PreparedQuestion {
    PreparedQuestion(question: question, text: try tokenize(question.text, truncate: question.truncate))
  }

  /// Answers all of `questions` in one pass over the weights.
  ///
  /// Each answer's bits are what its question would get alone. `isCancelled` is asked between layers with the
  /// question's index; `progress` is told the index and the fraction done, from the calling thread.
  package func answer(
    _ questions: [PreparedQuestion], isCancelled: (Int) -> Bool, progress: (Int, Double) -> Void
  ) -> [Result<Answer, TracingError>] {
    questions.map { .success(Answer(text: $0.text, journeys: [])) }
  }

  /// The vocabulary's own spelling of an entry; empty for an id that is none.
  package func spelling(of id: Int) -> String { "" }
}

/// A question that has been checked against its model and tokenised.
package struct PreparedQuestion: Sendable {
  package let question: Question
  package let text: TokenizedText
}

/// What a model is, for people and for `models`.
package struct ModelFacts: Sendable, Hashable {
  package var name: String
  /// `model_type` of config.json.
  package var family: String
  package var layers: Int
  package var hidden: Int
  package var vocabulary: Int
  /// Longest text in tokens, special ones counted.
  package var limit: Int
  package var mappedBytes: Int
  /// Paths of the weight files.
  package var weightFiles: [String]
}

/// Why a model folder cannot be served: the file, the byte offset where it is known, and the reason.
package struct LoadingError: Error, Sendable, Hashable {
  package var file: String
  package var offset: Int?
  package var reason: String

  package init(file: String, offset: Int?, reason: String) {
    self.file = file
    self.offset = offset
    self.reason = reason
  }
}
