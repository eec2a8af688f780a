import Kernels

/// Every layer's matrices as products read them: the same numbers in another order, so the same encodings, sooner.
package struct PanelWeights: Sendable {
  /// By ``Linear/number``.
  let matrices: [PanelledRows]
  /// Whether the numbers still are what they were; also keeps their memory alive.
  let isWhole: @Sendable () -> Bool
}
