extension Range<Int> {
  /// Part number `index` of `parts` parts that are as even as they can be, and one behind the other.
  package func part(_ index: Int, of parts: Int) -> Range<Int> {
    lowerBound + count * index / parts..<lowerBound + count * (index + 1) / parts
  }
}
