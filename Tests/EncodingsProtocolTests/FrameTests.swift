import EncodingsProtocol
import TestSupport
import Testing

@Suite("Frames")
struct FrameTests {
  static let bodies: [[UInt8]] = [[1], Array("{}".utf8), [UInt8](repeating: 7, count: 300), [0, 0, 0, 0, 1]]

  static var stream: [UInt8] {
    get throws { try bodies.flatMap { try FrameEncoder.frame($0, limit: 1 << 20) } }
  }

  /// Feeds chunks and takes everything out after each.
  private func drain(_ chunks: [[UInt8]], limit: Int = 1 << 20) throws -> [[UInt8]] {
    var decoder = FrameDecoder(limit: limit)
    var frames: [[UInt8]] = []
    for chunk in chunks {
      decoder.append(chunk)
      while let frame = try decoder.next() { frames.append(frame) }
    }
    #expect(!decoder.isInsideFrame)
    return frames
  }

  @Test("are the length, most significant byte first, and the body")
  func encoded() throws {
    #expect(try FrameEncoder.frame(Array("ab".utf8), limit: 2) == [0, 0, 0, 2, 0x61, 0x62])
    #expect(try FrameEncoder.header(length: 0x0102_0304, limit: .max) == [1, 2, 3, 4])
    #expect(throws: FrameError.empty) { try FrameEncoder.frame([], limit: 9) }
    #expect(throws: FrameError.tooLong(length: 3, limit: 2)) { try FrameEncoder.frame([1, 2, 3], limit: 2) }
    #expect(throws: FrameError.tooLong(length: 1 << 32, limit: Int(UInt32.max))) {
      try FrameEncoder.header(length: 1 << 32, limit: .max)
    }
  }

  @Test("come out whole, however the stream is split")
  func splits() throws {
    let stream = try Self.stream
    #expect(try drain([stream]) == Self.bodies)
    #expect(try drain(stream.map { [$0] }) == Self.bodies)
    for cut in 0...stream.count {
      #expect(try drain([Array(stream[..<cut]), Array(stream[cut...])]) == Self.bodies)
    }
    var random = SeededGenerator(seed: 4)
    for _ in 0..<500 {
      var rest = stream[...]
      var chunks: [[UInt8]] = []
      while !rest.isEmpty {
        let count = Int.random(in: 0...9, using: &random)
        chunks.append(Array(rest.prefix(count)))
        rest = rest.dropFirst(count)
      }
      #expect(try drain(chunks) == Self.bodies)
    }
  }

  @Test("glued together are handed out one by one, in order, with nothing taken in between")
  func glued() throws {
    var decoder = FrameDecoder(limit: 1 << 20)
    decoder.append(try Self.stream + Self.stream + [0, 0, 0, 9, 1])
    for body in Self.bodies + Self.bodies { #expect(try decoder.next() == body) }
    #expect(try decoder.next() == nil)
    #expect(decoder.isInsideFrame)
    #expect(decoder.heldBytes == 1)
  }

  @Test(
    "of no length or too great a length end the stream, after the frames before them",
    arguments: [
      ([0, 0, 0, 0], FrameError.empty), ([0, 0, 0, 11], .tooLong(length: 11, limit: 10)),
      ([0xFF, 0xFF, 0xFF, 0xFF], .tooLong(length: 0xFFFF_FFFF, limit: 10)),
    ] as [([UInt8], FrameError)])
  func bad(header: [UInt8], expected: FrameError) throws {
    for split in 0...4 {
      var decoder = FrameDecoder(limit: 10)
      decoder.append([0, 0, 0, 1, 42] + header[..<split])
      decoder.append(Array(header[split...]) + [0, 0, 0, 1, 43])
      #expect(try decoder.next() == [42])
      #expect(throws: expected) { try decoder.next() }
      decoder.append([0, 0, 0, 1, 44])
      #expect(throws: expected) { try decoder.next() }
      #expect(decoder.heldBytes == 0)
    }
  }

  @Test("of exactly the limit pass")
  func exact() throws {
    #expect(try drain([[0, 0, 0, 3, 1, 2, 3]], limit: 3) == [[1, 2, 3]])
  }
}
