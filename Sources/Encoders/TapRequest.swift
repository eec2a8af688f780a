package import Kernels

/// Which encodings of which text are wanted.
package struct TapRequest: Sendable, Hashable {
  package var ids: [Int32]
  /// Ascending indices into `ids`.
  package var positions: [Int]
  /// Ascending layers.
  package var layers: [Int]
  package var tap: Tap
  package var arithmetic: Arithmetic

  package init(ids: [Int32], positions: [Int], layers: [Int], tap: Tap, arithmetic: Arithmetic) {
    self.ids = ids
    self.positions = positions
    self.layers = layers
    self.tap = tap
    self.arithmetic = arithmetic
  }

  /// The same of no position: one run of a text serves all requests that have this in common.
  package var run: TapRequest {
    TapRequest(ids: ids, positions: [], layers: layers, tap: tap, arithmetic: arithmetic)
  }
}

/// The encodings that were asked for: one row a position and layer, positions outermost.
package struct TapReadings: Sendable {
  package let rows: FloatRows
  private let layerCount: Int

  init(_ request: TapRequest, width: Int) {
    rows = FloatRows(count: request.positions.count * request.layers.count, width: width)
    layerCount = request.layers.count
  }

  /// Memory that the rows take.
  package var bytes: Int { rows.count * rows.stride * MemoryLayout<Float>.stride }

  /// Memory that the rows of readings of `request` will take.
  package static func bytes(of request: TapRequest, width: Int) -> Int {
    request.positions.count * request.layers.count * FloatRows.stride(width: width)
      * MemoryLayout<Float>.stride
  }

  private init(rows: FloatRows, layerCount: Int) {
    self.rows = rows
    self.layerCount = layerCount
  }

  /// Those of some positions and layers, by their indices into the request's lists.
  package func part(positions: [Int], layers: [Int]) -> TapReadings {
    let part = FloatRows(count: positions.count * layers.count, width: rows.width)
    for (place, position) in positions.enumerated() {
      for (offset, layer) in layers.enumerated() {
        let row = rows.row(index(position: position, layer: layer))
        part.row(place * layers.count + offset).update(from: row, count: rows.width)
      }
    }
    return TapReadings(rows: part, layerCount: layers.count)
  }

  /// The row of the position and layer with these indices into the request's lists.
  package func index(position: Int, layer: Int) -> Int { position * layerCount + layer }
}
