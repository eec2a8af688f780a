/// A vocabulary entry that covers a part of a word.
struct Piece: Sendable, Hashable {
  var id: Int32
  /// How much of the word it covers, in the model's characters: the bytes of a byte-level model, else scalars.
  var length: Int32
}
