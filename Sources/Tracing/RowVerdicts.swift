import Kernels

/// What one thread has found for one query in its share of the vocabulary: how many entries are certainly nearer
/// than the own one, which are open, and which may belong to the nearest.
struct RowVerdicts {
  private(set) var greater = 0
  /// Entries whose order must be compared with the own one in float64.
  private(set) var open: [Int32] = []
  /// Entries that may be among the nearest, with bounds on their orders.
  private(set) var candidates: [Candidate] = []
  private let top: Int
  /// Orders that the nearest so far certainly reach.
  private var bounds: GreatestBounds
  private var capacity: Int

  struct Candidate {
    var id: Int32
    var least: Float
    var greatest: Float
  }

  init(top: Int) {
    self.top = top
    bounds = GreatestBounds(capacity: top)
    capacity = 4 * top + 64
  }

  mutating func count(_ certain: Int) { greater += certain }

  /// Takes what the query's sieve has let through among the entries from `first` on, and has it let through less.
  mutating func take(_ hits: UnsafeBufferPointer<SieveHit>, first: Int, _ sieve: inout Sieve) {
    for hit in hits { take(hit, first: first, &sieve) }
  }

  private mutating func take(_ hit: SieveHit, first: Int, _ sieve: inout Sieve) {
    let id = Int32(first) + hit.index
    let least = hit.key - hit.uncertainty
    let greatest = hit.key + hit.uncertainty
    if !(least > sieve.above), !(greatest < sieve.below) { open.append(id) }
    guard !(greatest < sieve.threshold), top > 0 else { return }
    candidates.append(Candidate(id: id, least: least, greatest: greatest))
    // The threshold never falls, and those who set it are never dropped.
    bounds.add(least)
    sieve.threshold = bounds.least
    if candidates.count >= capacity { tighten() }
  }

  /// Drops what `top` others certainly beat. Where too much stays, for ties or wide bounds, there is more room the next
  /// time, so that this is done rarely.
  mutating func tighten() {
    let threshold = bounds.least
    candidates.removeAll { $0.greatest < threshold }
    capacity = max(capacity, 2 * candidates.count)
  }

  /// Entries that float64 has to look at.
  var undecided: Int { open.count + candidates.count }

  /// Adds what another thread found in its share.
  mutating func merge(_ other: RowVerdicts) {
    greater += other.greater
    open += other.open
    candidates += other.candidates
    for bound in other.bounds.values { bounds.add(bound) }
  }
}
