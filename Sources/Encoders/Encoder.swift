package import Checkpoints
package import Kernels
import Synchronization

/// A post-LN transformer encoder over a mapped checkpoint: one forward pass that yields the taps.
///
/// This target knows the layers' equations (which the README has) and reads weights as they are stored, or as a copy
/// lays them out. Rows of different texts share each pass over the weights; a row's bits do not depend on its company.
package final class Encoder: Sendable {
  package let configuration: ModelConfiguration
  package let family: Family
  package let embeddings: EmbeddingWeights
  let layers: [LayerWeights]
  let activation: Activation
  private let panelled = Mutex<PanelWeights?>(nil)

  /// Binds a checkpoint's tensors by name and shape.
  package init(_ checkpoint: Checkpoint) throws(CheckpointError) {
    configuration = checkpoint.configuration
    family = Family(checkpoint.configuration)
    guard let activation = Activation(huggingFaceName: configuration.activation) else {
      throw CheckpointError(
        file: checkpoint.folder + "/config.json",
        reason: "hidden_act \(configuration.activation.quoted) is not known: "
          + "expected gelu, gelu_new, relu, silu or tanh")
    }
    self.activation = activation
    embeddings = try EmbeddingWeights(checkpoint)
    var layers: [LayerWeights] = []
    for layer in 0..<configuration.layers { layers.append(try LayerWeights(checkpoint, layer: layer)) }
    self.layers = layers
  }

  /// Longest text in tokens, special ones counted.
  package var limit: Int { configuration.positions - family.firstPosition }

  /// What lays out the layers' matrices as products read them.
  package func panelCopy(kernels: Kernels) -> PanelCopy {
    PanelCopy(layers.flatMap(\.linears), kernels: kernels)
  }

  /// The laid-out matrices in use; nil where there are none.
  package var panels: PanelWeights? { panelled.withLock { $0 } }

  /// Has products read laid-out matrices, or the stored ones. No encoding changes by it. Safe at any time, on any thread.
  package func use(_ panels: PanelWeights?) {
    panelled.withLock { $0 = panels }
  }

  /// Reads the taps of all `requests` in one pass over the weights.
  ///
  /// Ids must be below the vocabulary's size, positions and layers within the text and the model, texts within
  /// `limit`. Before each layer `goesOn` is told how many layers are done and may end the pass, which gives nil.
  package func taps(
    of requests: [TapRequest], kernels: Kernels, workers: WorkerPool, goesOn: (Int) -> Bool
  ) -> [TapReadings]? {
    let panels = panels
    var done = 0
    let readings = taps(of: requests, panels, kernels, workers) {
      done = $0
      return goesOn($0)
    }
    guard let panels, readings != nil, !panels.isWhole() else { return readings }
    // Somebody wrote to the copy: the stored numbers are as good, and are checked in their own way.
    use(nil)
    return taps(of: requests, nil, kernels, workers) { goesOn(max(done, $0)) }
  }

  private func taps(
    of requests: [TapRequest], _ panels: PanelWeights?, _ kernels: Kernels, _ workers: WorkerPool,
    _ goesOn: (Int) -> Bool
  ) -> [TapReadings]? {
    let pass = ForwardPass(self, requests, panels, kernels, workers)
    let last = requests.compactMap(\.layers.last).max() ?? -1
    pass.embed()
    for layer in 0..<max(0, last + 1) {
      guard goesOn(layer) else { return nil }
      pass.run(layer: layer, toEnd: layer < last)
    }
    return pass.readings
  }
}
