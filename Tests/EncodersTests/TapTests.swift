import Encoders
import Kernels
import TestSupport
import Testing

/// Every tap of every layer and token against the reference implementation in float64.
@Suite struct TapTests {
  @Test(arguments: TapGolden.names, VectorLevel.available)
  func tapsAgreeWithTheReference(_ name: String, _ level: VectorLevel) throws {
    let golden = try TapGolden.load(name)
    let encoder = try golden.encoder()
    var worst = 0.0
    var compared = 0
    for (tap, layers) in golden.taps {
      let published = tap == "published"
      let request = TapRequest(
        ids: golden.ids, positions: Array(golden.ids.indices), layers: Array(layers.indices),
        tap: try #require(published ? .residMid : Tap(rawValue: tap)),
        arithmetic: published ? .published : .exact)
      let readings = try #require(read(encoder, [request], level))[0]
      for (layer, tokens) in layers.enumerated() {
        for (position, expected) in tokens.enumerated() {
          let row = readings.rows.row(readings.index(position: position, layer: layer))
          let size = expected.reduce(0) { $0 + $1 * $1 }.squareRoot()
          for (column, value) in expected.enumerated() {
            let error = abs(Double(row[column]) - value) / size
            // What is no number is greater than none.
            worst = error <= worst ? worst : error
            compared += 1
          }
        }
      }
    }
    #expect(compared > 1000)
    #expect(worst < 2e-6)
    print("taps of \(name) at \(level): \(compared) numbers, largest error \(worst) of a row's length")
  }

  @Test(arguments: TapGolden.names)
  func positionsAreTheReferences(_ name: String) throws {
    let golden = try TapGolden.load(name)
    #expect(try golden.encoder().family.positions(of: golden.ids) == golden.positionRows)
  }

  /// The promise that batching rests on, to the last bit.
  @Test(arguments: TapGolden.names, VectorLevel.available)
  func bitsDoNotDependOnCompany(_ name: String, _ level: VectorLevel) throws {
    let golden = try TapGolden.load(name)
    let encoder = try golden.encoder()
    let layers = Array(0..<encoder.configuration.layers)
    for arithmetic in Arithmetic.allCases {
      let requests = (1...golden.ids.count).map { length in
        TapRequest(
          ids: Array(golden.ids.prefix(length)), positions: Array(0..<length), layers: layers, tap: .residMid,
          arithmetic: arithmetic)
      }
      let together = try #require(read(encoder, requests, level))
      for (request, reading) in zip(requests, together) {
        let alone = try #require(read(encoder, [request], level))[0]
        for position in request.positions {
          var single = request
          single.positions = [position]
          let one = try #require(read(encoder, [single], level))[0]
          for layer in layers {
            let bits = bits(reading, reading.index(position: position, layer: layer))
            #expect(bits == self.bits(alone, alone.index(position: position, layer: layer)))
            #expect(bits == self.bits(one, one.index(position: 0, layer: layer)))
          }
        }
      }
    }
  }

  /// Nor on a crowd, which is divided into blocks and pieces, among however many threads.
  @Test(arguments: TapGolden.names, [1, 2, 5])
  func bitsDoNotDependOnACrowd(_ name: String, _ threads: Int) throws {
    for level in VectorLevel.available { try bitsDoNotDependOnACrowd(name, threads, level) }
  }

  private func bitsDoNotDependOnACrowd(_ name: String, _ threads: Int, _ level: VectorLevel) throws {
    let golden = try TapGolden.load(name)
    let encoder = try golden.encoder()
    let layers = Array(0..<encoder.configuration.layers)
    let requests = (1...golden.ids.count).map {
      TapRequest(
        ids: Array(golden.ids.prefix($0)), positions: Array(0..<$0), layers: layers, tap: .residPost,
        arithmetic: .exact)
    }
    let expected = try requests.map { request in
      let alone = try #require(read(encoder, [request], level))[0]
      return (0..<alone.rows.count).map { bits(alone, $0) }
    }
    // More than two blocks, however high they are.
    let copies = 2 * 126 / requests.reduce(0) { $0 + $1.ids.count } + 1
    let crowd = (0..<copies).flatMap { _ in requests }
    func check() throws {
      let readings = try #require(
        encoder.taps(of: crowd, kernels: Kernels(level: level), workers: WorkerPool(width: threads)) { _ in
          true
        })
      for (number, reading) in readings.enumerated() {
        #expect(
          (0..<reading.rows.count).map { bits(reading, $0) } == expected[number % requests.count], "\(level)")
      }
    }
    try check()
    let copy = encoder.panelCopy(kernels: Kernels(level: level))
    let bytes = CopyInMemory(copy.byteCount, copy.make)
    let panels = copy.form(of: UnsafeRawBufferPointer(bytes.base)) { bytes.isWhole.load(ordering: .relaxed) }
    try #require(panels != nil)
    encoder.use(panels)
    try check()
  }

  @Test func aPassEndsWhereItIsTold() throws {
    let golden = try TapGolden.load("tiny-roberta-f32")
    let encoder = try golden.encoder()
    let request = TapRequest(
      ids: golden.ids, positions: [0], layers: [1], tap: .residMid, arithmetic: .exact)
    var asked: [Int] = []
    let readings = encoder.taps(of: [request], kernels: Kernels(), workers: WorkerPool(width: 1)) {
      asked.append($0)
      return $0 < 1
    }
    #expect(readings == nil)
    #expect(asked == [0, 1])
  }

  private func read(_ encoder: Encoder, _ requests: [TapRequest], _ level: VectorLevel) -> [TapReadings]? {
    encoder.taps(of: requests, kernels: Kernels(level: level), workers: WorkerPool(width: 2)) { _ in true }
  }

  private func bits(_ readings: TapReadings, _ index: Int) -> [UInt32] {
    (0..<readings.rows.width).map { readings.rows.row(index)[$0].bitPattern }
  }
}
