/// A token that is looked for in the text itself, before the model sees any of it.
struct AddedToken: Sendable, Hashable {
  var content: String
  var id: Int32
  /// Found only where no word scalar stands next to it.
  var isSingleWord = false
  /// Takes the white space before it with it.
  var stripsLeft = false
  /// Takes the white space behind it with it.
  var stripsRight = false
  /// Found in the normalised text, as its own normalised content, instead of in the original.
  var isNormalized = false
}
