extension Sequence<String> {
  /// The least string that is not among `known`, by bytes: to compare Swift's strings may take the square of their length.
  func leastByBytes(besides known: [String]) -> String? {
    lazy.filter { string in !known.contains { $0.utf8.elementsEqual(string.utf8) } }
      .min { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
