/// Wraps bodies into frames: four bytes of length, most significant first, then the body.
public enum FrameEncoder {
  /// Bytes of the length.
  public static let headerLength = 4

  /// The header of a body of `length` bytes; throws what a `FrameDecoder` with that limit would.
  public static func header(length: Int, limit: Int) throws(FrameError) -> [UInt8] {
    guard length > 0 else { throw .empty }
    guard length <= limit, let length = UInt32(exactly: length) else {
      throw .tooLong(length: length, limit: min(limit, Int(UInt32.max)))
    }
    return withUnsafeBytes(of: length.bigEndian) { Array($0) }
  }

  /// A whole frame.
  public static func frame(_ body: [UInt8], limit: Int) throws(FrameError) -> [UInt8] {
    try header(length: body.count, limit: limit) + body
  }
}
