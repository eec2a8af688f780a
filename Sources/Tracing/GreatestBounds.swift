/// The greatest of the numbers it was given, so many at most: a heap with the least of them on top, so that a new one
/// costs a few steps, whatever came before. What is not a number counts as minus infinity.
struct GreatestBounds {
  private(set) var values: [Float] = []
  private let capacity: Int

  /// Room for `capacity` numbers, at least one.
  init(capacity: Int) {
    self.capacity = max(1, capacity)
  }

  /// The least of them, once there are as many as there is room for; until then minus infinity.
  var least: Float { values.count < capacity ? -.infinity : values[0] }

  /// Takes a number in, if it is among the greatest.
  mutating func add(_ value: Float) {
    if values.count < capacity {
      values.append(value.isNaN ? -.infinity : value)
      rise(from: values.count - 1)
    } else if value > values[0] {
      values[0] = value
      sink()
    }
  }

  private mutating func rise(from index: Int) {
    var index = index
    while index > 0 {
      let parent = (index - 1) / 2
      guard values[index] < values[parent] else { return }
      values.swapAt(index, parent)
      index = parent
    }
  }

  private mutating func sink() {
    values.withUnsafeMutableBufferPointer { values in
      let count = values.count
      let value = values[0]
      var index = 0
      while true {
        var child = 2 * index + 1
        guard child < count else { break }
        if child + 1 < count, values[child + 1] < values[child] { child += 1 }
        guard values[child] < value else { break }
        values[index] = values[child]
        index = child
      }
      values[index] = value
    }
  }
}
