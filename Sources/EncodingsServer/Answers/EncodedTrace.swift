import EncodingsProtocol

/// A result of `trace` as JSON text without its timing, which alone differs when the answer is given again.
struct EncodedTrace: Sendable {
  private static let marker = Array(#","timing":{"#.utf8)

  /// The text up to the timing.
  private let head: [UInt8]
  /// Tokens of the text, for the log.
  let tokens: Int

  init(_ result: TraceResult) {
    let text = result.json()
    tokens = result.tokens.count
    // The timing is the last member, and nothing in it can look like the marker.
    var cut = max(0, text.count - EncodedTrace.marker.count)
    while cut > 0, !text[cut...].starts(with: EncodedTrace.marker) { cut -= 1 }
    head = Array(text[..<cut])
  }

  /// Memory that the text takes.
  var bytes: Int { head.count }

  /// The whole result.
  func json(timing: Timing) -> [UInt8] {
    var writer = JSONWriter(capacity: head.count + 96)
    writer.raw(head)
    writer.raw(#","timing":{"queuedMs":"#)
    writer.number(timing.queuedMs)
    writer.raw(#","computeMs":"#)
    writer.number(timing.computeMs)
    writer.raw("}}")
    return writer.bytes
  }
}
