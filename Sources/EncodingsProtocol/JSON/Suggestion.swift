/// The name in `names` that a misspelt one most likely means: the nearest by edit distance, if it is near enough
/// (at most two edits, and fewer than half of its letters).
package func suggestion(for name: String, among names: [String]) -> String? {
  // Longer names are no misspellings, and the distance costs the product of both lengths.
  guard name.utf8.prefix(65).count <= 64 else { return nil }
  let letters = Array(name.lowercased().unicodeScalars)
  let distances = names.map { ($0, editDistance(letters, Array($0.lowercased().unicodeScalars))) }
  guard let (best, distance) = distances.min(by: { $0.1 < $1.1 }) else { return nil }
  return distance <= 2 && distance * 2 < best.unicodeScalars.count ? best : nil
}

/// `; did you mean …?` or nothing, to end a sentence with.
package func suggestionClause(for name: String, among names: [String]) -> String {
  suggestion(for: name, among: names).map { "; did you mean \($0)?" } ?? ""
}

/// Levenshtein's distance: insertions, deletions and substitutions.
private func editDistance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
  var row = Array(0...second.count)
  for (line, scalar) in first.enumerated() {
    var diagonal = row[0]
    row[0] = line + 1
    for (column, other) in second.enumerated() {
      let substituted = diagonal + (scalar == other ? 0 : 1)
      diagonal = row[column + 1]
      row[column + 1] = min(substituted, row[column] + 1, diagonal + 1)
    }
  }
  return row[second.count]
}
