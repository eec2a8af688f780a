/// A row of marks, one a value, from `▁` for 0 to `█` for 1; a space for what is no number.
func sparkline(_ fractions: [Double]) -> String {
  let marks = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  return fractions.map { fraction in
    fraction.isNaN ? " " : marks[Int((min(max(fraction, 0), 1) * 7).rounded())]
  }.joined()
}

/// `values` in at most `columns` groups of neighbours, each group as the one of its values that `choose` prefers;
/// the values themselves if they fit.
func condensed<Value>(_ values: [Value], columns: Int, by choose: (Value, Value) -> Value) -> [Value] {
  let size = groupSize(count: values.count, columns: columns)
  return stride(from: 0, to: values.count, by: size).compactMap { start in
    let group = values[start..<min(start + size, values.count)]
    return group.dropFirst().reduce(group.first) { chosen, value in chosen.map { choose($0, value) } }
  }
}

/// How many values one mark stands for.
func groupSize(count: Int, columns: Int) -> Int {
  let columns = max(1, columns)
  return max(1, (count + columns - 1) / columns)
}

/// Where a rank lies between the first and the last, by its logarithm: 0…1.
func rankFraction(_ rank: Int, vocabulary: Int) -> Double {
  guard rank > 1, vocabulary > 1 else { return 0 }
  return min(1, logarithm(Double(rank)) / logarithm(Double(vocabulary)))
}

/// The binary logarithm of a number from 1 on, straight between the powers of two: near enough for eight marks.
private func logarithm(_ value: Double) -> Double {
  Double(value.exponent) + value.significand - 1
}
