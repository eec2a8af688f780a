import Kernels

/// Rows whose products with a tile of the vocabulary are computed together.
protocol RowBatch: Sendable {
  /// For each row a bound on the error of its products, as a part of |row| |entry|.
  var roundings: [Double] { get }

  /// out[r][e] = row r · entry e of `entries`, which start at a multiple of ``FixedEntries/group``. `out` has room
  /// for whole groups.
  func multiply(_ entries: Range<Int>, out: FloatRows, kernels: Kernels)
}

extension RowBatch {
  var count: Int { roundings.count }
}

/// What a pass multiplies rows with. The readings are the same.
enum VocabularyForm {
  case stored(StoredRows)
  case fixed(FixedVocabulary)

  /// What each row loses on its way from float64, and by the few operations around its product.
  static let fewRoundings = 32 * 0x1p-24

  func batch(_ rows: FloatRows, kernels: Kernels) -> any RowBatch {
    switch self {
    case .stored(let entries):
      let kernels = kernels.withoutMatrixUnits
      let rounding = kernels.productRoundings(width: entries.width) * 0x1p-24 + Self.fewRoundings
      return StoredBatch(
        rows: ArrangedRows(
          rows.base, count: rows.count, stride: rows.stride, width: rows.width, kernels: kernels),
        entries: entries, roundings: [Double](repeating: rounding, count: rows.count))
    case .fixed(let vocabulary):
      let fixed = FixedRows(rows, kernels: kernels)
      let rounding = FixedEntries.roundings(width: rows.width) * 0x1p-24 + Self.fewRoundings
      // |q̂ ê - q e| <= |q̂ - q| |e| + |q̂| |ê - e|
      return FixedBatch(
        rows: fixed, vocabulary: vocabulary,
        roundings: fixed.errors.map { $0 + (1 + $0) * vocabulary.error + rounding })
    }
  }
}

private struct StoredBatch: RowBatch {
  let rows: ArrangedRows
  let entries: StoredRows
  let roundings: [Double]

  func multiply(_ range: Range<Int>, out: FloatRows, kernels: Kernels) {
    kernels.product(
      rows, weights: entries, columns: range, bias: nil, out: out.base, outStride: out.stride)
  }
}

private struct FixedBatch: RowBatch {
  let rows: FixedRows
  let vocabulary: FixedVocabulary
  let roundings: [Double]

  func multiply(_ range: Range<Int>, out: FloatRows, kernels: Kernels) {
    let group = FixedEntries.group
    kernels.product(
      rows, entries: vocabulary.entries,
      groups: range.lowerBound / group..<(range.upperBound + group - 1) / group,
      out: out.base, outStride: out.stride)
  }
}
