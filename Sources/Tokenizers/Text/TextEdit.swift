/// One scalar of a rewritten text, and how it stands to the scalars it replaces.
struct TextEdit: Sendable {
  var scalar: UInt32
  /// 0 replaces one scalar and takes its place in the original; 1 is added behind what was replaced last and shares
  /// its place; -n replaces one scalar and drops the n that follow it.
  var change: Int32
}
