import NIOCore

/// How long things took, in buckets whose width grows with the duration: a quantile is too long by at most
/// a sixteenth.
struct DurationHistogram: Sendable {
  /// Buckets for each doubling of the duration.
  private static let perOctave = 16
  /// Up to 2^54 ns, about 208 days; what takes longer counts as that.
  private static let size = 51 * perOctave

  private var buckets: [UInt32]
  private(set) var count = 0
  /// All durations together, and the longest.
  private(set) var sum = TimeAmount.nanoseconds(0)
  private(set) var longest = TimeAmount.nanoseconds(0)

  init() {
    buckets = []
  }

  /// Adds a duration.
  mutating func record(_ duration: TimeAmount) {
    if buckets.isEmpty { buckets = Array(repeating: 0, count: DurationHistogram.size) }
    let index = DurationHistogram.bucket(duration.nanoseconds)
    buckets[index] &+= 1
    count += 1
    sum = sum + duration
    longest = max(longest, duration)
  }

  /// The duration that this part of all durations did not exceed; zero if there are none.
  func quantile(_ part: Double) -> TimeAmount {
    let rank = Int((Double(count) * part).rounded(.up))
    var seen = 0
    for (index, number) in buckets.enumerated() where number > 0 {
      seen += Int(number)
      if seen >= max(rank, 1) { return min(.nanoseconds(DurationHistogram.upperEdge(index)), longest) }
    }
    return .nanoseconds(0)
  }

  private static func bucket(_ nanoseconds: Int64) -> Int {
    guard nanoseconds >= perOctave else { return Int(max(nanoseconds, 0)) }
    let octave = 63 - nanoseconds.leadingZeroBitCount
    let part = Int(nanoseconds >> (octave - 4)) - perOctave
    return min((octave - 3) * perOctave + part, size - 1)
  }

  private static func upperEdge(_ bucket: Int) -> Int64 {
    guard bucket >= perOctave else { return Int64(bucket) }
    let octave = bucket / perOctave + 3
    let part = Int64(bucket % perOctave + perOctave + 1)
    return part << (octave - 4) - 1
  }
}
