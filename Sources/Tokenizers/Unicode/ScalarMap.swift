/// From scalars to short rows of scalars; most scalars have none.
struct ScalarMap: Sendable {
  private var keys: [UInt32] = []
  private var rows: [Range<Int32>] = []
  private var values: [UInt32] = []
  /// Where the keys of each 256 scalars start among `keys`, and one more for the end.
  private var pages: [Int32] = []

  /// Reads a generated mapping: "distance from the key before,values…", separated by spaces.
  init(_ table: String) {
    var text = TableText(table)
    var key: UInt32 = 0
    while let distance = text.number() {
      key &+= distance
      let start = Int32(truncatingIfNeeded: values.count)
      while text.take(UInt8(ascii: ",")) {
        if let value = text.number() { values.append(value) }
      }
      keys.append(key)
      rows.append(start..<Int32(truncatingIfNeeded: values.count))
      text.skipSpace()
    }
    var index = 0
    for page in 0...UInt32(0x1100) {
      while index < keys.count, keys[index] >> 8 < page { index += 1 }
      pages.append(Int32(truncatingIfNeeded: index))
    }
  }

  /// What a scalar maps to; nil where it maps to nothing.
  subscript(scalar: UInt32) -> ArraySlice<UInt32>? {
    let page = Int(scalar >> 8)
    guard page < 0x1100 else { return nil }
    var low = Int(pages[page])
    var high = Int(pages[page + 1])
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < scalar { low = middle + 1 } else { high = middle }
    }
    guard low < keys.count, keys[low] == scalar else { return nil }
    return values[Int(rows[low].lowerBound)..<Int(rows[low].upperBound)]
  }
}
