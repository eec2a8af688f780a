import EncodingsProtocol

/// A stream in pieces gives the frames and the error that it gives as a whole, and holds no more than has come.
///
/// The first byte says how long pieces are, the rest is the stream.
func fuzzFrames(_ input: UnsafeRawBufferPointer) {
  guard let first = input.first else { return }
  let stream = UnsafeRawBufferPointer(rebasing: input.dropFirst())
  let limit = 1 << 12
  var whole = FrameDecoder(limit: limit)
  whole.append(stream)
  var pieces = FrameDecoder(limit: limit)
  var offset = 0
  while offset < stream.count {
    let end = min(stream.count, offset + Int(first) % 17 + 1)
    pieces.append(UnsafeRawBufferPointer(rebasing: stream[offset..<end]))
    offset = end
    promise(pieces.heldBytes <= offset, "holds \(pieces.heldBytes) bytes of \(offset)")
  }
  var total = 0
  while true {
    let (expected, found) = (Step(&whole), Step(&pieces))
    promise(expected == found, "\(expected) as a whole, \(found) in pieces")
    guard case .frame(let body) = expected else { break }
    total += body.count + FrameEncoder.headerLength
    promise(!body.isEmpty && body.count <= limit && total <= stream.count, "a frame of \(body.count) bytes")
  }
}

private enum Step: Equatable {
  case frame([UInt8]), more, failed(FrameError)

  init(_ decoder: inout FrameDecoder) {
    do throws(FrameError) {
      self = try decoder.next().map { .frame($0) } ?? .more
    } catch {
      self = .failed(error)
    }
  }
}
