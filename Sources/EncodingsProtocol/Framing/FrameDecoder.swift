/// Cuts a stream of bytes into frames, however the stream was split.
///
/// Memory grows with the bytes that have come, never with a length that was announced. After an error the decoder
/// takes nothing more; frames completed before it are still handed out.
public struct FrameDecoder: Sendable {
  /// Longest body taken, in bytes.
  public let limit: Int

  private var ready: [[UInt8]] = []
  private var taken = 0
  private var header: UInt32 = 0
  private var headerCount = 0
  private var body: [UInt8] = []
  private var missing = 0
  private var failure: FrameError?

  /// A decoder at the start of a frame.
  public init(limit: Int) {
    self.limit = limit
  }

  /// Whether some but not all bytes of a frame have come: an end of stream now loses it.
  public var isInsideFrame: Bool { headerCount > 0 }

  /// Whole frames that have not been handed out.
  package var readyCount: Int { ready.count - taken }

  /// Whether `next` gives a frame or throws.
  package var hasNext: Bool { readyCount > 0 || failure != nil }

  /// Bytes of the unfinished frame that are held.
  public var heldBytes: Int { body.count }

  /// Takes the next bytes of the stream.
  public mutating func append(_ chunk: UnsafeRawBufferPointer) {
    var rest = chunk[...]
    while failure == nil, !rest.isEmpty {
      if headerCount < FrameEncoder.headerLength {
        header = header << 8 | UInt32(rest.removeFirst())
        headerCount += 1
        if headerCount == FrameEncoder.headerLength { begin(length: Int(header)) }
      } else {
        let part = rest.prefix(missing)
        body.append(contentsOf: part)
        missing -= part.count
        rest = rest.dropFirst(part.count)
        if missing == 0 { finish() }
      }
    }
  }

  /// Takes the next bytes of the stream.
  public mutating func append(_ chunk: ArraySlice<UInt8>) {
    chunk.withUnsafeBytes { append($0) }
  }

  /// Takes the next bytes of the stream.
  public mutating func append(_ chunk: [UInt8]) {
    append(chunk[...])
  }

  /// The next whole frame's body; nil until more bytes come. Throws once the frames before the error are out, and
  /// then for ever.
  public mutating func next() throws(FrameError) -> [UInt8]? {
    if readyCount > 0 {
      let frame = ready[taken]
      ready[taken] = []
      taken += 1
      if taken == ready.count {
        ready.removeAll(keepingCapacity: true)
        taken = 0
      }
      return frame
    }
    if let failure { throw failure }
    return nil
  }

  private mutating func begin(length: Int) {
    if length == 0 {
      failure = .empty
    } else if length > limit {
      failure = .tooLong(length: length, limit: limit)
    } else {
      missing = length
      body.reserveCapacity(min(length, 1 << 16))
    }
  }

  private mutating func finish() {
    ready.append(body)
    body = []
    header = 0
    headerCount = 0
  }
}
