/// Why a stream of frames cannot be read on. The stream has lost its place: it can only be closed.
public enum FrameError: Error, Sendable, Hashable {
  /// A frame announced a body of no bytes.
  case empty
  /// A frame announced `length` bytes; `limit` are taken.
  case tooLong(length: Int, limit: Int)
}
