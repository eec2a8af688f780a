/// A horizontal bar of eighths of a column: `███▌`. `fraction` is cut to 0…1; what is no number gives no bar.
func bar(_ fraction: Double, columns: Int) -> String {
  guard fraction > 0, columns > 0 else { return "" }
  let eighths = Int((min(fraction, 1) * Double(columns) * 8).rounded())
  let full = String(repeating: "█", count: eighths / 8)
  return full + ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
}
