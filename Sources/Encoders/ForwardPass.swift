import Kernels

/// One run of a batch of texts through the layers. Texts lie one behind the other, without padding.
///
/// Not shared between threads; its methods spread their work over the pool and return when it is done.
final class ForwardPass {
  let encoder: Encoder
  let requests: [TapRequest]
  let panels: PanelWeights?
  let kernels: Kernels
  let workers: WorkerPool
  /// First row of each text.
  let starts: [Int]
  let count: Int
  let width: Int
  /// The layer's input, `resid_pre`.
  let input: FloatRows
  let query: FloatRows
  let key: FloatRows
  let value: FloatRows
  /// `attn_out`, then `resid_mid`.
  let middle: FloatRows
  let normalized: FloatRows
  /// `mlp_out`, then `resid_post`.
  let after: FloatRows
  /// What the next product of the hidden width reads: the layer's input, the heads' outputs, `normalized`.
  let narrow: ArrangedBlocks
  /// Outputs of the activation.
  let wide: ArrangedBlocks
  /// Room for each thread's part of `wide` on its way.
  let scratch: [FloatRows]
  private(set) var readings: [TapReadings]

  init(
    _ encoder: Encoder, _ requests: [TapRequest], _ panels: PanelWeights?, _ kernels: Kernels,
    _ workers: WorkerPool
  ) {
    self.encoder = encoder
    self.requests = requests
    self.panels = panels
    self.kernels = kernels
    self.workers = workers
    width = encoder.configuration.hidden
    var starts: [Int] = []
    var count = 0
    for request in requests {
      starts.append(count)
      count += request.ids.count
    }
    self.starts = starts
    self.count = count
    input = FloatRows(count: count, width: width)
    query = FloatRows(count: count, width: width)
    key = FloatRows(count: count, width: width)
    value = FloatRows(count: count, width: width)
    middle = FloatRows(count: count, width: width)
    normalized = FloatRows(count: count, width: width)
    after = FloatRows(count: count, width: width)
    narrow = ArrangedBlocks(count: count, width: width, kernels: kernels)
    wide = ArrangedBlocks(count: count, width: encoder.configuration.intermediate, kernels: kernels)
    let highest = narrow.blocks.map(\.range.count).max() ?? 0
    scratch = (0..<workers.width).map { _ in FloatRows(count: highest, width: ProductCut.most) }
    readings = requests.map { TapReadings($0, width: encoder.configuration.hidden) }
  }

  /// x = LN(word + position + type), the first layer's input.
  func embed() {
    let embeddings = encoder.embeddings
    for (request, start) in zip(requests, starts) {
      let positions = encoder.family.positions(of: request.ids)
      for (offset, id) in request.ids.enumerated() {
        let row = input.row(start + offset)
        let word = embeddings.word.widened(Int(id))
        let position = embeddings.position.widened(positions[offset])
        for column in 0..<width { row[column] = word[column] + embeddings.type[column] + position[column] }
      }
    }
    normalize(input, adding: nil, by: embeddings.norm, into: input)
  }

  /// Computes one layer and reads its taps; without `toEnd` it stops where no request needs more.
  func run(layer: Int, toEnd: Bool) {
    let weights = encoder.layers[layer]
    read(.residPre, at: layer, from: input)
    project([(weights.query, query), (weights.key, key), (weights.value, value)], from: narrow)
    attend()
    readPublished(layer: layer)
    let taps = requests.filter { $0.layers.contains(layer) && $0.arithmetic == .exact }.map(\.tap)
    guard toEnd || taps.contains(where: { $0 != .residPre }) else { return }
    project([(weights.output, middle)], from: narrow)
    read(.attnOut, at: layer, from: middle)
    normalize(middle, adding: input, by: weights.attentionNorm, into: normalized)
    read(.residMid, at: layer, from: middle)
    read(.normalizedResidMid, at: layer, from: normalized)
    guard
      toEnd || taps.contains(where: { ![.residPre, .attnOut, .residMid, .normalizedResidMid].contains($0) })
    else { return }
    expand(by: weights.intermediate)
    project([(weights.shrink, after)], from: wide)
    read(.mlpOut, at: layer, from: after)
    normalize(after, adding: normalized, by: weights.outputNorm, into: input)
    read(.residPost, at: layer, from: after)
    read(.normalizedResidPost, at: layer, from: input)
  }

  /// Copies what the requests for `tap` at `layer` want out of `source`.
  private func read(_ tap: Tap, at layer: Int, from source: FloatRows) {
    for (index, request) in requests.enumerated()
    where request.tap == tap && request.arithmetic == .exact {
      guard let place = request.layers.firstIndex(of: layer) else { continue }
      for (positionIndex, position) in request.positions.enumerated() {
        let row = readings[index].index(position: positionIndex, layer: place)
        readings[index].rows.row(row).update(from: source.row(starts[index] + position), count: width)
      }
    }
  }
}
