/// A tokenizer's model.
enum Model: Sendable {
  case bytePair(BytePairModel)
  case wordPiece(WordPieceModel)

  var vocabulary: Vocabulary {
    switch self {
    case .bytePair(let model): model.vocabulary
    case .wordPiece(let model): model.vocabulary
    }
  }

  /// Whether the lengths of pieces count the UTF-8 bytes of a word instead of its scalars.
  var countsBytes: Bool {
    if case .bytePair(let model) = self { return model.isByteLevel }
    return false
  }
}

/// Cuts words into tokens. It holds a cache and working memory, so only one thread at a time may use one; what it
/// gives back depends on the model alone.
struct WordCutter: Sendable {
  private var cache: WordCache
  private var pieces: [Piece] = []
  private var mergeWord = MergeWord()

  init(seed: UInt64) {
    cache = WordCache(seed: seed)
  }

  /// Appends the tokens of `text.scalars[word]` to `encoding`.
  mutating func cut(_ text: AlignedText, _ word: Range<Int>, _ model: Model, into encoding: inout Encoding) {
    guard let key = WordKey(text.scalars, word) else {
      if cut(text, word, model) {
        append(pieces, text, word, model.countsBytes, to: &encoding)
      } else {
        appendIncomplete(text, word, model, to: &encoding)
      }
      if pieces.capacity > 1 << 16 { pieces = [] }
      return
    }
    switch cache.find(key) {
    case .found(let range):
      if range.count == 1 {
        let source = text.source(of: word)
        encoding.append(id: cache.pieces[range.lowerBound].id, start: source.start, end: source.end)
      } else {
        append(cache.pieces[range], text, word, model.countsBytes, to: &encoding)
      }
    case .missing(let slot):
      guard cut(text, word, model) else {
        appendIncomplete(text, word, model, to: &encoding)
        return
      }
      cache.insert(key, pieces, slot: slot)
      append(pieces, text, word, model.countsBytes, to: &encoding)
    }
  }

  /// Cuts into `pieces`; false where the pieces leave out parts of the word.
  private mutating func cut(_ text: AlignedText, _ word: Range<Int>, _ model: Model) -> Bool {
    switch model {
    case .bytePair(let model):
      return model.cut(text.scalars, word, into: &pieces, &mergeWord)
    case .wordPiece(let model):
      model.cut(text.scalars, word, into: &pieces)
      return true
    }
  }

  /// Appends pieces that cover the word, one after the other.
  private func append(
    _ pieces: some Sequence<Piece>, _ text: AlignedText, _ word: Range<Int>, _ countsBytes: Bool,
    to encoding: inout Encoding
  ) {
    var index = word.lowerBound
    // How many bytes of the scalar at `index` earlier pieces have covered.
    var taken = 0
    for piece in pieces {
      let start = min(index, word.upperBound - 1)
      var end = start
      if countsBytes {
        taken += Int(piece.length)
        while index < word.upperBound, taken >= text.scalars[index].utf8Count {
          taken -= text.scalars[index].utf8Count
          end = index
          index += 1
        }
        if taken > 0 { end = min(index, word.upperBound - 1) }
      } else {
        index += Int(piece.length)
        end = max(start, min(index, word.upperBound) - 1)
      }
      let source = text.source(of: start..<end + 1)
      encoding.append(id: piece.id, start: source.start, end: source.end)
    }
  }

  /// Appends pieces whose lengths count the bytes of the model's own spelling and do not cover the word: like the
  /// library, as if they stood one after the other from its start.
  private func appendIncomplete(
    _ text: AlignedText, _ word: Range<Int>, _ model: Model, to encoding: inout Encoding
  ) {
    guard case .bytePair(let model) = model else { return }
    let sources = model.spellingSources(text, word)
    var position = 0
    for piece in pieces {
      let end = min(position + Int(piece.length), sources.count)
      guard position < end else { continue }
      encoding.append(id: piece.id, start: sources[position].start, end: sources[end - 1].end)
      position = end
    }
  }
}
