/// Values by key, bounded by the bytes they take: what was used longest ago goes first.
package struct LeastRecentlyUsed<Key: Hashable, Value> {
  private struct Node {
    var key: Key
    var value: Value
    var bytes: Int
    var newer: Key?
    var older: Key?
  }

  private var nodes: [Key: Node] = [:]
  private var newest: Key?
  private var oldest: Key?
  /// Bytes that may be kept.
  package var limit: Int { didSet { shrink() } }
  /// Bytes kept.
  package private(set) var bytes = 0
  private let share: Int

  /// No value may take `1 / share` of the room or more.
  package init(limit: Int, share: Int = 4) {
    self.limit = limit
    self.share = max(1, share)
  }

  /// Number of values kept.
  package var count: Int { nodes.count }

  /// The value of a key, which is then the last to go.
  package mutating func value(of key: Key) -> Value? {
    guard let node = unlink(key) else { return nil }
    link(node)
    return node.value
  }

  /// Keeps a value, unless it is too big.
  package mutating func insert(_ value: Value, of key: Key, bytes size: Int) {
    if let old = unlink(key) { bytes -= old.bytes }
    guard size < limit / share else { return }
    link(Node(key: key, value: value, bytes: size))
    bytes += size
    shrink()
  }

  private mutating func shrink() {
    while bytes > limit, let key = oldest, let node = unlink(key) { bytes -= node.bytes }
  }

  private mutating func unlink(_ key: Key) -> Node? {
    guard let node = nodes.removeValue(forKey: key) else { return nil }
    if let newer = node.newer { nodes[newer]?.older = node.older } else { newest = node.older }
    if let older = node.older { nodes[older]?.newer = node.newer } else { oldest = node.newer }
    return node
  }

  private mutating func link(_ node: Node) {
    var node = node
    node.newer = nil
    node.older = newest
    if let newest { nodes[newest]?.newer = node.key } else { oldest = node.key }
    newest = node.key
    nodes[node.key] = node
  }
}
