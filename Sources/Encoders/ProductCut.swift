import Kernels

/// How the columns of a product are cut into parts that one thread takes at a time, whole laid-out groups: enough
/// columns for it to see what comes next, and so few that nobody waits long for the last thread.
enum ProductCut {
  /// Columns of a part at most.
  static let most = 96
  /// The same where each has many weights.
  private static let mostOfWide = 64
  /// Rows that are met in the time in which their weights come from memory, about.
  private static let fewRows = 32
  /// Parts of more than a group are multiples of so many columns, the widest panel of any level.
  private static let panel = 32
  /// Parts for each thread at least, where there are columns enough.
  private static let perThread = 2

  /// The parts of `outputs` columns of `inputs` weights each, which `rows` rows meet in so many blocks, where as many
  /// products as `products` are computed together at that level.
  static func columns(
    outputs: Int, inputs: Int, rows: Int, blocks: Int, products: Int, threads: Int, level: VectorLevel
  ) -> [Range<Int>] {
    let size =
      if level >= .amx {
        // Two tiles of rows meet all columns of a part before the next two.
        most
      } else if rows <= fewRows || blocks > 1 {
        // The weights' bytes take the time; or else a block stays in cache for a while, and a part has few of all rows.
        inputs > 1024 ? mostOfWide : most
      } else {
        // All rows are met by each part, and its weights stay in cache meanwhile.
        min(most, max(panel, most * 768 / max(1, inputs)))
      }
    let share = outputs * max(1, blocks) * max(1, products) / (perThread * max(1, threads))
    let fitting = min(size, share)
    let width = fitting < panel ? PanelledRows.group : fitting / panel * panel
    return stride(from: 0, to: outputs, by: width).map { $0..<min($0 + width, outputs) }
  }
}
