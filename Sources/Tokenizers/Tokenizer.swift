/// A model's tokenizer. It never changes, and any number of threads may use it at once.
package final class Tokenizer: Sendable {
  /// One more than the highest id; ids below it may be none.
  package let vocabularyCount: Int

  private let normalizers: [NormalizerStep]
  private let preTokenizers: [PreTokenizerStep]
  private let model: Model
  private let postProcessor: PostProcessor
  /// Added tokens that are looked for in the original text.
  private let originalMatcher: AddedTokenMatcher
  /// Added tokens that are looked for in the normalised text.
  private let normalizedMatcher: AddedTokenMatcher
  private let spellings: Spellings
  private let cutters = WordCutterPool()

  /// Reads tokenizer.json, or vocab.json and merges.txt, or vocab.txt (with tokenizer_config.json,
  /// special_tokens_map.json and added_tokens.json where they are there) of a Hugging Face folder.
  ///
  /// What a tokenizer.json says of truncation and padding is passed over.
  package init(folder: String) throws(TokenizerError) {
    let definition = try TokenizerFolder.read(folder)
    let vocabulary = definition.model.vocabulary
    let addedTokens = try definition.addedTokens.numbered(vocabulary)
    normalizers = definition.normalizers
    preTokenizers = definition.preTokenizers
    model = definition.model
    postProcessor = definition.postProcessor
    originalMatcher = AddedTokenMatcher(
      addedTokens.filter { !$0.isNormalized }.map { (Array(scalarsOf: $0.content), $0) })
    let normalized = addedTokens.filter(\.isNormalized).map { [normalizers] token in
      var content = AlignedText(Array(scalarsOf: token.content), base: 0)
      for step in normalizers { step.apply(to: &content) }
      return (content.scalars, token)
    }
    if let (_, token) = normalized.first(where: { $0.0.isEmpty }) {
      throw TokenizerError(
        file: definition.file,
        reason:
          "the added token \"\(token.content)\" is nothing when normalised, which would be found everywhere")
    }
    normalizedMatcher = AddedTokenMatcher(normalized)
    if let (first, second) = normalizedMatcher.ambiguity {
      throw TokenizerError(
        file: definition.file,
        reason: "the added tokens \"\(first.content)\" and \"\(second.content)\" are one when normalised")
    }
    vocabularyCount = max(vocabulary.idCount, Int(addedTokens.map(\.id).max() ?? -1) + 1)
    spellings = Spellings(
      vocabulary: vocabulary, addedTokens: addedTokens, count: vocabularyCount,
      areBytes: definition.spellsBytes,
      continuingPrefix: definition.continuingPrefix)
  }

  /// The tokens of a text, special tokens added around it.
  ///
  /// `limit` is the most tokens wanted, special ones included. A longer row loses the end of the text and keeps the
  /// special tokens, as far as the limit has room for them.
  package func encode(_ text: String, limit: Int?) -> Encoding {
    let original = AlignedText(Array(scalarsOf: text), base: 0)
    var run = EncodingRun(cutter: cutters.take(), countEstimate: original.count / 3)
    for section in originalMatcher.sections(original.scalars, 0..<original.count) {
      if let token = section.token {
        run.append(token, original, section.range)
      } else if normalizers.isEmpty {
        encode(original, section.range, &run)
      } else {
        var piece = AlignedText(Array(original.scalars[section.range]), base: section.range.lowerBound)
        for step in normalizers { step.apply(to: &piece) }
        encode(piece, 0..<piece.count, &run)
      }
    }
    postProcessor.trim(&run.encoding) { [run] index in
      run.addedEdges[index] ?? spellings.edges(of: Int(run.encoding.ids[index]))
    }
    let encoding = run.encoding
    cutters.giveBack(run.cutter)
    return postProcessor.surround(encoding, limit: limit)
  }

  /// Appends the tokens of a normalised part of the text.
  private func encode(_ text: AlignedText, _ range: Range<Int>, _ run: inout EncodingRun) {
    for section in normalizedMatcher.sections(text.scalars, range) {
      if let token = section.token {
        run.append(token, text, section.range)
        continue
      }
      var cut = text
      var words = [section.range]
      for step in preTokenizers { step.apply(to: &cut, &words) }
      for word in words { run.cutter.cut(cut, word, model, into: &run.encoding) }
    }
  }

  /// The vocabulary's own spelling, such as "Ġflies" or "##s"; empty for an id that is none.
  package func spelling(of id: Int) -> String {
    spellings.spelling(of: id)
  }

  /// What an id stands for in a text, such as " flies" or "s"; empty for an id that is none. Bytes that are no UTF-8
  /// by themselves become U+FFFD.
  package func readableText(of id: Int) -> String {
    spellings.readableText(of: id)
  }
}

/// What one call of `encode` carries along.
private struct EncodingRun {
  var cutter: WordCutter
  var encoding = Encoding()
  /// The spaces of added tokens found in the text, by their index among the tokens: a strip may have given them more
  /// than their spelling has.
  var addedEdges: [Int: EdgeSpaces] = [:]

  init(cutter: consuming WordCutter, countEstimate: Int) {
    self.cutter = cutter
    encoding.reserve(countEstimate)
  }

  mutating func append(_ token: AddedToken, _ text: AlignedText, _ range: Range<Int>) {
    addedEdges[encoding.ids.count] = EdgeSpaces(text.scalars[range])
    let source = text.source(of: range)
    encoding.append(id: token.id, start: source.start, end: source.end)
  }
}
