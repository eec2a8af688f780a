/// A place in the original text, in Unicode scalars.
struct SourceRange: Sendable, Hashable {
  var start: Int32
  var end: Int32
}
