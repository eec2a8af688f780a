/// Merges a long word with a heap of merges: n log n, whatever the word.
struct MergeQueue: Sendable {
  private struct Symbol {
    var id: Int32
    var length: Int32
    var previous: Int32
    var next: Int32
    /// Whether the symbol to its left has swallowed it.
    var isMerged = false
  }

  private struct Entry {
    var merge: Merge
    var position: Int32

    func precedes(_ other: Entry) -> Bool {
      (merge.rank, position) < (other.merge.rank, other.position)
    }
  }

  private var symbols: [Symbol] = []
  private var heap: [Entry] = []

  mutating func merge(_ pieces: inout [Piece], _ table: MergeTable) {
    symbols.removeAll(keepingCapacity: true)
    heap.removeAll(keepingCapacity: true)
    for (index, piece) in pieces.enumerated() {
      let position = Int32(truncatingIfNeeded: index)
      let next = index + 1 < pieces.count ? position + 1 : -1
      symbols.append(Symbol(id: piece.id, length: piece.length, previous: position - 1, next: next))
    }
    for position in symbols.indices { enqueue(position, table) }
    while let entry = pop() { apply(entry, table) }
    pieces.removeAll(keepingCapacity: true)
    for symbol in symbols where !symbol.isMerged {
      pieces.append(Piece(id: symbol.id, length: symbol.length))
    }
    shrink()
  }

  /// Merges at an entry's place, unless what stands there is no longer what it was made for.
  private mutating func apply(_ entry: Entry, _ table: MergeTable) {
    let position = Int(entry.position)
    let left = symbols[position]
    guard !left.isMerged, left.next >= 0 else { return }
    let right = symbols[Int(left.next)]
    guard let merge = table.merge(left.id, right.id), merge.id == entry.merge.id else { return }
    symbols[position].id = merge.id
    symbols[position].length = left.length + right.length
    symbols[position].next = right.next
    symbols[Int(left.next)].isMerged = true
    if right.next >= 0 { symbols[Int(right.next)].previous = entry.position }
    if left.previous >= 0 { enqueue(Int(left.previous), table) }
    enqueue(position, table)
  }

  /// Puts the merge of the symbol at `position` with the next, if there is one, into the heap.
  private mutating func enqueue(_ position: Int, _ table: MergeTable) {
    let symbol = symbols[position]
    guard symbol.next >= 0, let merge = table.merge(symbol.id, symbols[Int(symbol.next)].id) else { return }
    let entry = Entry(merge: merge, position: Int32(truncatingIfNeeded: position))
    var child = heap.count
    heap.append(entry)
    while child > 0 {
      let parent = (child - 1) / 2
      guard entry.precedes(heap[parent]) else { break }
      heap[child] = heap[parent]
      child = parent
    }
    heap[child] = entry
  }

  /// Takes the entry of lowest rank, the leftmost of equals.
  private mutating func pop() -> Entry? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return first }
    var parent = 0
    while true {
      var child = parent * 2 + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
      guard heap[child].precedes(last) else { break }
      heap[parent] = heap[child]
      parent = child
    }
    heap[parent] = last
    return first
  }

  /// Gives back the memory of an exceptionally long word.
  private mutating func shrink() {
    if symbols.capacity > 1 << 16 { symbols = [] }
    if heap.capacity > 1 << 16 { heap = [] }
  }
}
