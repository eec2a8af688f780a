/// A byte-pair encoding: a word's characters, merged pair by pair in the order in which the merges were learnt.
struct BytePairModel: Sendable {
  let vocabulary: Vocabulary
  let merges: MergeTable
  /// Whether a word's characters are its UTF-8 bytes, spelt in the byte-level alphabet, instead of its scalars.
  let isByteLevel: Bool
  /// Stands for a character without an entry; without it such characters are left out.
  let unknownID: Int32?
  /// Whether neighbouring unknown characters are one token.
  let fusesUnknown: Bool
  /// Whether a word that is an entry is that entry, whatever the merges say.
  let ignoresMerges: Bool
  /// The id of each byte's letter, -1 where it has none.
  private let byteIDs: [Int32]

  init(
    vocabulary: Vocabulary, merges: MergeTable, isByteLevel: Bool, unknownID: Int32?, fusesUnknown: Bool,
    ignoresMerges: Bool
  ) {
    self.vocabulary = vocabulary
    self.merges = merges
    self.isByteLevel = isByteLevel
    self.unknownID = unknownID
    self.fusesUnknown = fusesUnknown
    self.ignoresMerges = ignoresMerges
    byteIDs = ByteLevelAlphabet.letters.map { vocabulary.id(ofScalar: $0) ?? -1 }
  }

  /// Whether every byte has an entry.
  var coversAllBytes: Bool { !byteIDs.contains(-1) }

  /// Cuts `scalars[word]` into `pieces`. False where characters without an entry were left out: then the pieces'
  /// lengths are in bytes of the model's own spelling, and do not add up to the word's.
  func cut(
    _ scalars: [UInt32], _ word: Range<Int>, into pieces: inout [Piece], _ mergeWord: inout MergeWord
  ) -> Bool {
    pieces.removeAll(keepingCapacity: true)
    if ignoresMerges, let whole = wholeWord(scalars, word) {
      pieces.append(whole)
      return true
    }
    var isComplete = true
    var hasUnknown = false
    var previousIsUnknown = false
    forEachCharacter(scalars, word) { id, _ in
      if id >= 0 {
        pieces.append(Piece(id: id, length: 1))
        previousIsUnknown = false
      } else if let unknownID {
        hasUnknown = true
        if fusesUnknown, previousIsUnknown {
          pieces[pieces.count - 1].length += 1
        } else {
          pieces.append(Piece(id: unknownID, length: 1))
        }
        previousIsUnknown = true
      } else {
        isComplete = false
      }
    }
    if !isComplete {
      pieces.removeAll(keepingCapacity: true)
      forEachCharacter(scalars, word) { id, letter in
        if id >= 0 { pieces.append(Piece(id: id, length: Int32(truncatingIfNeeded: letter.utf8Count))) }
      }
    }
    mergeWord.merge(&pieces, merges, hasUnknown: hasUnknown)
    return isComplete
  }

  /// Where each byte of the model's own spelling of `text.scalars[word]` came from.
  func spellingSources(_ text: AlignedText, _ word: Range<Int>) -> [SourceRange] {
    var sources: [SourceRange] = []
    for index in word {
      forEachCharacter(text.scalars, index..<index + 1) { _, letter in
        for _ in 0..<letter.utf8Count { sources.append(text.source(of: index)) }
      }
    }
    return sources
  }

  /// Calls `body` with each character's id, -1 where it has none, and the scalar that the vocabulary spells it with.
  @inline(__always)
  private func forEachCharacter(_ scalars: [UInt32], _ word: Range<Int>, _ body: (Int32, UInt32) -> Void) {
    for index in word {
      if isByteLevel {
        scalars[index].forEachUTF8 { body(byteIDs[Int($0)], ByteLevelAlphabet.letters[Int($0)]) }
      } else {
        body(vocabulary.id(ofScalar: scalars[index]) ?? -1, scalars[index])
      }
    }
  }

  private func wholeWord(_ scalars: [UInt32], _ word: Range<Int>) -> Piece? {
    var spelling: [UInt8] = []
    var count: Int32 = 0
    forEachCharacter(scalars, word) { _, letter in
      letter.forEachUTF8 { spelling.append($0) }
      count += 1
    }
    guard let id = spelling.withUnsafeBytes({ vocabulary.id(of: $0) }) else { return nil }
    return Piece(id: id, length: count)
  }
}

extension Vocabulary {
  /// The id of the entry that is one scalar.
  func id(ofScalar scalar: UInt32) -> Int32? {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) { buffer in
      var count = 0
      scalar.forEachUTF8 {
        buffer[count] = $0
        count += 1
      }
      return id(of: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]))
    }
  }
}
