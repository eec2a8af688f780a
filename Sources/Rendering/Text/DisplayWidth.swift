/// How many columns a terminal gives a text.
///
/// Where terminals disagree (joined emoji, flags, text made emoji by a variation selector) it is the larger number,
/// so that a line may come out short but never long.
func columnCount(of text: String) -> Int {
  var total = 0
  var previous = 0
  for scalar in text.unicodeScalars {
    if scalar.value == 0xFE0F, previous == 1 {
      total += 1
      previous = 2
    } else {
      previous = columnCount(of: scalar)
      total += previous
    }
  }
  return total
}

/// Columns of a scalar: 0 for one that combines with the one before, 2 for East Asian wide and emoji, 1 otherwise.
func columnCount(of scalar: Unicode.Scalar) -> Int {
  if scalar.value < 0x300 { return 1 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format: return 0
  default: return isWide(scalar) ? 2 : 1
  }
}

private func isWide(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  // Blocks whose characters Unicode's EastAsianWidth.txt gives as W or F, and what those blocks leave free.
  case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF,
    0x1D300...0x1D37F, 0x1F200...0x1F2FF, 0x20000...0x3FFFD:
    true
  // Hexagrams lie inside the range above; angle brackets are alone.
  case 0x2329, 0x232A: true
  default: scalar.properties.isEmojiPresentation
  }
}
