/// What is done to the row of tokens last: offsets trimmed, special tokens put around it.
struct PostProcessor: Sendable, Hashable {
  /// One for each time that spaces at the edges of tokens are left out of their offsets; true where the tokenizer
  /// put a space before the text, which is not in it and so not left out.
  var trims: [Bool] = []
  /// The ids put before the row.
  var before: [Int32] = []
  /// The ids put behind it.
  var behind: [Int32] = []

  /// How many special tokens are put around the row.
  var addedCount: Int { before.count + behind.count }

  /// Trims the offsets of `encoding`, of whose tokens `edges` tells the spaces.
  func trim(_ encoding: inout Encoding, _ edges: (Int) -> EdgeSpaces) {
    for addsPrefixSpace in trims {
      for index in encoding.ids.indices {
        let edge = edges(index)
        guard edge.leading > 0 || edge.trailing > 0 else { continue }
        var start = encoding.starts[index]
        let end = encoding.ends[index]
        let isAdded = addsPrefixSpace && edge.leading == 1 && (index == 0 || start == 0)
        if !isAdded { start = min(start + edge.leading, end) }
        encoding.starts[index] = start
        if end >= edge.trailing { encoding.ends[index] = max(end - edge.trailing, start) }
      }
    }
  }

  /// Puts the special tokens around the row, and leaves out what would make it longer than `limit`: the end of the
  /// text's tokens first, special tokens only where the limit has no room for all of them.
  func surround(_ encoding: Encoding, limit: Int?) -> Encoding {
    var result = Encoding()
    result.untruncatedCount = encoding.ids.count + addedCount
    let limit = max(0, limit ?? .max)
    result.truncated = result.untruncatedCount > limit
    let kept = min(encoding.ids.count, max(0, limit - addedCount))
    result.ids = (before + encoding.ids[..<kept] + behind).prefixArray(limit)
    let zeros = [[Int32](repeating: 0, count: before.count), [Int32](repeating: 0, count: behind.count)]
    result.starts = (zeros[0] + encoding.starts[..<kept] + zeros[1]).prefixArray(limit)
    result.ends = (zeros[0] + encoding.ends[..<kept] + zeros[1]).prefixArray(limit)
    result.special = [Bool](repeating: false, count: result.ids.count)
    for index in result.special.indices where index < before.count || index >= before.count + kept {
      result.special[index] = true
    }
    return result
  }
}

extension Array {
  fileprivate func prefixArray(_ limit: Int) -> Array {
    count <= limit ? self : Array(self[..<limit])
  }
}
