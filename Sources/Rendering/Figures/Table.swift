/// Rows under titles, made to fit a width: columns that may shrink do so, and those that matter least go.
struct Table {
  struct Column {
    var title: String
    var alignment = Alignment.left
    /// Columns it needs; nil if it may not shrink.
    var minimum: Int?
    /// Whether it may be left out, the greatest first; nil if it may not.
    var dispensable: Int?
  }

  var columns: [Column]
  var rows: [[StyledText]]
  var gap = 2
  /// Whether columns shrink before the first is left out, or only when no other can be.
  var shrinksFirst = true

  /// The titles and the rows, in lines of at most `width` columns.
  func lines(width: Int) -> [StyledText] {
    let natural = columns.indices.map { index in
      rows.reduce(columnCount(of: columns[index].title)) { max($0, $1[index].columns) }
    }
    func fits(_ kept: [Int]) -> Bool {
      total(shrinksFirst ? shrunk(natural, kept: kept, width: width) : kept.map { natural[$0] }) <= width
    }
    var kept = Array(columns.indices)
    while !fits(kept),
      let least = kept.filter({ columns[$0].dispensable != nil })
        .max(by: { (columns[$0].dispensable ?? 0) < (columns[$1].dispensable ?? 0) })
    {
      kept.removeAll { $0 == least }
    }
    let widths = shrunk(natural, kept: kept, width: width)
    return ([columns.map { StyledText($0.title, .bold) }] + rows).map { row in
      line(kept.map { row[$0] }, kept: kept, widths: widths).clipped(to: width)
    }
  }

  private func line(_ cells: [StyledText], kept: [Int], widths: [Int]) -> StyledText {
    var line = StyledText()
    for (place, cell) in cells.enumerated() {
      if place > 0 { line += StyledText(String(repeating: " ", count: gap)) }
      line += cell.clipped(to: widths[place]).padded(to: widths[place], columns[kept[place]].alignment)
    }
    return line
  }

  /// The widths of the kept columns, shrunk from the right as far as they may.
  private func shrunk(_ natural: [Int], kept: [Int], width: Int) -> [Int] {
    var widths = kept.map { natural[$0] }
    var excess = total(widths) - width
    for place in widths.indices.reversed() where excess > 0 {
      guard let minimum = columns[kept[place]].minimum else { continue }
      let given = min(excess, max(0, widths[place] - minimum))
      widths[place] -= given
      excess -= given
    }
    return widths
  }

  private func total(_ widths: [Int]) -> Int { widths.reduce(gap * max(0, widths.count - 1), +) }
}
