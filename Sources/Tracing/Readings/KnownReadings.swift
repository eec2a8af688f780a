import Encoders
import Synchronization

/// Encodings of texts that were run before, the last ones used: another position of such a text, another space or
/// metric needs no forward pass. Any number of models may share one. Answers are the same with it and without.
package final class KnownReadings: Sendable {
  private struct Key: Hashable {
    var model: Int
    var ids: [Int32]
    var tap: Tap
  }

  /// Readings of every position of a text.
  private struct Known {
    var layers: [Int]
    var readings: TapReadings
  }

  private let known: Mutex<LeastRecentlyUsed<Key, Known>>
  private let models = Atomic(0)

  /// Keeps `limit` bytes at most; with 0, nothing.
  package init(limit: Int) {
    // A long text may take all the room: it is the one that takes longest to run.
    known = Mutex(LeastRecentlyUsed(limit: limit, share: 1))
  }

  /// Changes how many bytes may be kept.
  package func resize(limit: Int) {
    known.withLock { $0.limit = limit }
  }

  /// Bytes that are kept.
  package var bytes: Int { known.withLock { $0.bytes } }

  /// Bytes that may be kept.
  var limit: Int { known.withLock { $0.limit } }

  /// A number for a model, which no other has.
  func nextModel() -> Int { models.add(1, ordering: .relaxed).newValue }

  /// What `request` asks for, if it is known.
  func readings(for request: TapRequest, of model: Int) -> TapReadings? {
    guard let known = known(for: request, of: model),
      let layers = Self.places(of: request.layers, in: known.layers)
    else { return nil }
    return known.readings.part(positions: request.positions, layers: layers)
  }

  /// Whether what `request` asks for is known.
  func contains(_ request: TapRequest, of model: Int) -> Bool {
    guard let known = known(for: request, of: model) else { return false }
    return Self.places(of: request.layers, in: known.layers) != nil
  }

  /// Keeps what was found for `request`, if that is every position of its text and more than is known.
  func keep(_ readings: TapReadings, for request: TapRequest, of model: Int) {
    guard request.isWhole, !contains(request, of: model) else { return }
    let bytes = readings.bytes + request.ids.count * MemoryLayout<Int32>.stride
    known.withLock {
      $0.insert(Known(layers: request.layers, readings: readings), of: key(request, model), bytes: bytes)
    }
  }

  private func known(for request: TapRequest, of model: Int) -> Known? {
    guard request.arithmetic == .exact else { return nil }
    return known.withLock { $0.value(of: key(request, model)) }
  }

  private func key(_ request: TapRequest, _ model: Int) -> Key {
    Key(model: model, ids: request.ids, tap: request.tap)
  }

  /// Where each of `wanted` lies in `layers`; nil if one does not.
  private static func places(of wanted: [Int], in layers: [Int]) -> [Int]? {
    let places = wanted.compactMap { layers.firstIndex(of: $0) }
    return places.count == wanted.count ? places : nil
  }
}

extension TapRequest {
  /// Whether it asks for every position; published readings are computed only where they are asked for.
  fileprivate var isWhole: Bool { arithmetic == .exact && positions.count == ids.count }
}
