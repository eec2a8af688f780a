import ArgumentParser

/// Layers as a person names them: `0,3,5-8`.
enum LayerList {
  /// No encoder has as many layers; the bound keeps a slip like `0-99999999999` from filling the memory.
  private static let highest = 9_999

  @Sendable static func parse(_ argument: String) throws -> [Int] {
    let layers = try argument.split(separator: ",", omittingEmptySubsequences: false).flatMap { part in
      let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
      let numbers = ends.compactMap { number($0) }
      guard numbers.count == ends.count, let first = numbers.first, let last = numbers.last, first <= last
      else {
        throw ValidationError(
          "Layers are numbers from 0 to \(highest) and ranges of them, with commas between: 0,3,5-8.")
      }
      return Array(first...last)
    }
    return Set(layers).sorted()
  }

  private static func number(_ digits: Substring) -> Int? {
    guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits), number <= highest else {
      return nil
    }
    return number
  }
}
