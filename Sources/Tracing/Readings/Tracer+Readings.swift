import Encoders

extension Tracer {
  /// Whether a question needs no forward pass.
  package func knowsEncodings(for question: PreparedQuestion) -> Bool {
    known?.contains(question.request, of: number) ?? false
  }

  /// What the requests ask for: as far as it is known without, else by one forward pass. `goesOn` is told
  /// how many layers are done; nil if it ends the pass.
  func readings(of requests: [TapRequest], goesOn: (Int) -> Bool) -> [TapReadings]? {
    var found = requests.map { known?.readings(for: $0, of: number) }
    let open = requests.indices.filter { found[$0] == nil }
    var runs = Runs(room: known?.limit ?? 0, width: facts.hidden)
    let places = open.map { runs.add(requests[$0]) }
    if !open.isEmpty {
      guard let taps = encoder.taps(of: runs.requests, kernels: kernels, workers: workers, goesOn: goesOn)
      else { return nil }
      if isWhole {
        for (request, readings) in zip(runs.requests, taps) {
          known?.keep(readings, for: request, of: number)
        }
      }
      for (index, place) in zip(open, places) {
        found[index] = taps[place].part(of: runs.requests[place], for: requests[index])
      }
    }
    return found.compactMap { $0 }
  }
}

/// What a forward pass is asked for: the same text once, for every position that is wanted, and for all of them where
/// there is room to keep what comes.
struct Runs {
  private(set) var requests: [TapRequest] = []
  private var places: [TapRequest: Int] = [:]
  /// Bytes of readings that may still be added for later questions.
  private var room: Int
  private let width: Int

  init(room: Int, width: Int) {
    self.room = room
    self.width = width
  }

  /// Adds a request; returns where among `requests` its readings come.
  mutating func add(_ request: TapRequest) -> Int {
    if let place = places[request.run] {
      requests[place].positions = Set(requests[place].positions).union(request.positions).sorted()
      return place
    }
    var whole = request
    whole.positions = Array(request.ids.indices)
    let bytes = TapReadings.bytes(of: whole, width: width)
    let isKept = request.arithmetic == .exact && bytes < room
    if isKept { room -= bytes }
    places[request.run] = requests.count
    requests.append(isKept ? whole : request)
    return requests.count - 1
  }
}

extension TapReadings {
  /// Those of `request` out of these, which answer `run`: the same for more positions.
  fileprivate func part(of run: TapRequest, for request: TapRequest) -> TapReadings {
    guard run != request else { return self }
    let wanted = Set(request.positions)
    return part(
      positions: run.positions.indices.filter { wanted.contains(run.positions[$0]) },
      layers: Array(request.layers.indices))
  }
}
