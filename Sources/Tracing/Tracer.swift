package import Checkpoints
package import Encoders
package import Kernels
import Synchronization
import Tokenizers

/// A model that answers questions.
///
/// Immutable once loaded, so any number of threads may hold one. The arithmetic of `answer` runs on the worker
/// pool it was made with and blocks the calling thread, which must therefore be the compute lane's own.
package final class Tracer: Sendable {
  package let facts: ModelFacts
  let checkpoint: Checkpoint
  let tokenizer: Tokenizer
  let encoder: Encoder
  let vocabulary: VocabularyFacts
  let kernels: Kernels
  let workers: WorkerPool
  let known: KnownReadings?
  /// Queries that a pass over the vocabulary may have.
  let mostQueries: Int
  /// This model among those that share `known`.
  let number: Int
  private let fixed = Mutex<FixedVocabulary?>(nil)

  /// Maps and checks a model folder in Hugging Face layout, and reads the vocabulary's rows once for the facts that
  /// every question needs. What it finds of a text it looks up in, and adds to, `known`. A pass over the vocabulary has
  /// at most `mostQueries`, or as many as there is memory for.
  package init(
    folder: String, workers: WorkerPool, level: VectorLevel = .best, known: KnownReadings? = nil,
    mostQueries: Int? = nil
  ) throws(LoadingError) {
    self.known = known
    number = known?.nextModel() ?? 0
    self.workers = workers
    kernels = Kernels(level: level)
    do throws(CheckpointError) {
      checkpoint = try Checkpoint(folder: folder)
      encoder = try Encoder(checkpoint)
    } catch {
      throw LoadingError(file: error.file, offset: error.offset, reason: error.reason)
    }
    do throws(TokenizerError) {
      tokenizer = try Tokenizer(folder: folder)
    } catch {
      throw LoadingError(file: error.file, offset: error.offset, reason: error.reason)
    }
    let configuration = checkpoint.configuration
    self.mostQueries = mostQueries ?? PassCut.most(vocabulary: configuration.vocabulary)
    guard tokenizer.vocabularyCount <= configuration.vocabulary else {
      throw LoadingError(
        file: folder, offset: nil,
        reason: "the tokenizer has ids up to \(tokenizer.vocabularyCount - 1), the weights have "
          + "\(configuration.vocabulary) entries: the two are not of one model, download the folder again")
    }
    facts = ModelFacts(
      name: checkpoint.name, family: configuration.modelType, layers: configuration.layers,
      hidden: configuration.hidden, vocabulary: configuration.vocabulary, limit: encoder.limit,
      mappedBytes: checkpoint.mappedBytes)
    vocabulary = VocabularyFacts(encoder.embeddings, kernels: kernels, workers: workers)
    if let damage = checkpoint.damage {
      throw LoadingError(file: damage.file, offset: damage.offset, reason: damage.reason)
    }
  }

  /// Tokenises a text; the cheap part of a question, safe on any thread. Throws `textTooLong`.
  package func tokenize(_ text: String, truncate: Bool) throws(TracingError) -> TokenizedText {
    let encoding = tokenizer.encode(text, limit: truncate ? facts.limit : nil)
    guard encoding.ids.count <= facts.limit else {
      throw .textTooLong(length: encoding.ids.count, limit: facts.limit)
    }
    let tokens = encoding.ids.indices.map { index in
      let id = Int(encoding.ids[index])
      return TokenReading(
        id: id, spelling: tokenizer.spelling(of: id), text: tokenizer.readableText(of: id),
        start: Int(encoding.starts[index]), end: Int(encoding.ends[index]), special: encoding.special[index])
    }
    return TokenizedText(tokens: tokens, truncated: encoding.truncated)
  }

  /// Checks a question and tokenises its text; safe on any thread.
  package func prepare(_ question: Question) throws(TracingError) -> PreparedQuestion {
    try PreparedQuestion(
      question, text: tokenize(question.text, truncate: question.truncate), family: facts.family,
      layers: facts.layers, vocabulary: facts.vocabulary)
  }

  /// What makes the fixed-point copy of the vocabulary.
  package var fixedCopy: FixedCopy { FixedCopy(encoder.embeddings, kernels: kernels) }

  /// The weight files, in the order of their names.
  package var weights: [MappedFile] { checkpoint.files }

  /// Whether the weights still are what was mapped.
  package var isWhole: Bool { checkpoint.damage == nil }

  /// Whether answers find their candidates in a fixed-point copy.
  package var hasFixedVocabulary: Bool { fixedVocabulary != nil }

  /// The fixed-point copy in use; nil where there is none.
  var fixedVocabulary: FixedVocabulary? { fixed.withLock { $0 } }

  /// Has answers find their candidates in a fixed-point copy of the vocabulary, or in the stored one. No answer
  /// changes by it. Safe at any time, on any thread.
  package func use(_ vocabulary: FixedVocabulary?) {
    fixed.withLock { $0 = vocabulary }
  }

  /// What lays out the layers' weights as products read them.
  package var panelCopy: PanelCopy { encoder.panelCopy(kernels: kernels) }

  /// Whether products read laid-out weights.
  package var hasPanelWeights: Bool { encoder.panels != nil }

  /// Has products read laid-out weights, or the stored ones. No answer changes by it. Safe at any time, on any thread.
  package func use(_ panels: PanelWeights?) { encoder.use(panels) }

  /// The vocabulary's own spelling of an entry; empty for an id that is none.
  package func spelling(of id: Int) -> String { tokenizer.spelling(of: id) }
}
