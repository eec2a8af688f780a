import Checkpoints
import Encoders
import Tracing

/// A question that its model has checked and tokenised.
protocol PreparedText: Sendable {
  var text: TokenizedText { get }
  /// What is wanted of a forward pass over the text.
  var request: TapRequest { get }
}

extension PreparedQuestion: PreparedText {}

/// What the daemon needs of a model: `Tracer`, or a stand-in that tests can hold up and make fail.
protocol Answering: Sendable {
  var facts: ModelFacts { get }
  /// The weight files that answers come from, in the order of their names.
  var weights: [MappedFile] { get }

  /// Tokenises a text; safe on any thread.
  func tokenize(_ text: String, truncate: Bool) throws(TracingError) -> TokenizedText

  /// Checks a question and tokenises its text; safe on any thread.
  func prepare(_ question: Question) throws(TracingError) -> any PreparedText

  /// Whether a question that this model prepared needs no forward pass, as far as is known before.
  func knowsEncodings(for question: any PreparedText) -> Bool

  /// Answers questions that this model prepared, in one pass over the weights. Blocks the calling thread.
  func answer(
    _ questions: [any PreparedText], isCancelled: (Int) -> Bool, progress: (Int, Double) -> Void
  ) -> [Result<Answer, TracingError>]

  /// The vocabulary's own spelling of an entry.
  func spelling(of id: Int) -> String

  /// Takes the copies of its weights that make answers come sooner, called `name` among `copies`, and tells what came of
  /// those that it had not yet. Blocks the calling thread; questions may be answered meanwhile.
  func takeCopies(from copies: DerivedCopies, name: String) -> [TakenCopy]
}

extension Answering {
  /// A stand-in remembers nothing.
  func knowsEncodings(for question: any PreparedText) -> Bool { false }

  /// A stand-in has no weights.
  func takeCopies(from copies: DerivedCopies, name: String) -> [TakenCopy] { [] }
}

/// Gives a model that has been loaded from a folder. Blocks the calling thread.
typealias Loader = @Sendable (_ folder: String) throws(LoadingError) -> any Answering
