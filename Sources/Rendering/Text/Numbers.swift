/// A number with so many digits after the point.
func fixed(_ value: Double, _ decimals: Int) -> String {
  let scale = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
  guard let scaled = Int(exactly: (value.magnitude * scale).rounded()) else { return "\(value)" }
  let digits = String(scaled)
  let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
  let sign = value < 0 && scaled != 0 ? "-" : ""
  return sign + padded.dropLast(decimals) + (decimals > 0 ? "." + padded.suffix(decimals) : "")
}

/// A count with its thousands apart: `50,265`.
func grouped(_ value: Int) -> String {
  var result = ""
  for (index, digit) in String(value.magnitude).reversed().enumerated() {
    if index > 0, index.isMultiple(of: 3) { result = "," + result }
    result = String(digit) + result
  }
  return value < 0 ? "-" + result : result
}

/// Bytes in the unit that keeps one to three digits before the point: `90.9 MB`.
func bytes(_ count: Int) -> String {
  var amount = Double(count)
  for unit in ["B", "kB", "MB", "GB"] {
    if amount < 999.5 {
      return unit == "B" ? "\(count) B" : fixed(amount, amount < 99.95 ? 1 : 0) + " \(unit)"
    }
    amount /= 1000
  }
  return fixed(amount, 1) + " TB"
}

/// A duration given in milliseconds: `0.42 ms`, `12.3 ms`, `1.53 s`.
func milliseconds(_ value: Double) -> String {
  if value < 10 { return fixed(value, 2) + " ms" }
  return value < 1000 ? fixed(value, 1) + " ms" : fixed(value / 1000, 2) + " s"
}

/// A duration given in seconds, in its two largest units: `3 d 4 h`, `12 s`.
func span(seconds: Double) -> String {
  guard let total = Int(exactly: seconds.rounded(.down)) else { return "\(seconds) s" }
  var parts: [String] = []
  var rest = max(0, total)
  for (unit, length) in [("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)] {
    if rest >= length || !parts.isEmpty || length == 1 { parts.append("\(rest / length) \(unit)") }
    rest %= length
  }
  return parts.prefix(2).joined(separator: " ")
}

/// Ascending numbers in words: `0 to 7`, or with gaps `0, 2–4, 11`.
func ranges(of numbers: [Int]) -> String {
  var ranges: [ClosedRange<Int>] = []
  for number in numbers {
    if let last = ranges.last, last.upperBound < number, last.upperBound &+ 1 == number {
      ranges[ranges.count - 1] = last.lowerBound...number
    } else {
      ranges.append(number...number)
    }
  }
  let between = ranges.count == 1 ? " to " : "–"
  return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)\(between)\($0.upperBound)" }
    .joined(separator: ", ")
}
