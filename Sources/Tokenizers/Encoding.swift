/// A text as a row of tokens. The arrays are of one length, one element a token.
package struct Encoding: Sendable, Hashable {
  /// Vocabulary ids.
  package var ids: [Int32] = []
  /// Where in the text each token starts, in Unicode scalars; 0 for what the tokenizer put around the text.
  package var starts: [Int32] = []
  /// Where in the text each token ends, in Unicode scalars, exclusive; 0 for what the tokenizer put around the text.
  package var ends: [Int32] = []
  /// Whether the tokenizer put the token around the text. A special token written in the text has `false`.
  package var special: [Bool] = []
  /// Whether tokens were left out to keep within the limit.
  package var truncated = false
  /// How many tokens the whole text has, those around it included.
  package var untruncatedCount = 0

  package init() {}

  /// Appends a token; `start` and `end` in Unicode scalars of the text.
  mutating func append(id: Int32, start: Int32, end: Int32) {
    ids.append(id)
    starts.append(start)
    ends.append(end)
  }

  mutating func reserve(_ count: Int) {
    ids.reserveCapacity(count)
    starts.reserveCapacity(count)
    ends.reserveCapacity(count)
  }
}
