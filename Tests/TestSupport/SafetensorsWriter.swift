/// Writes safetensors files for tests, whole ones and, through `header` and `data`, ones that lie.
package struct SafetensorsWriter {
  package struct Entry {
    package var name: String
    package var type: String
    package var shape: [Int]
    package var bytes: [UInt8]

    package init(_ name: String, _ type: String, _ shape: [Int], _ bytes: [UInt8]) {
      self.name = name
      self.type = type
      self.shape = shape
      self.bytes = bytes
    }

    /// A tensor of F32 numbers.
    package init(_ name: String, _ shape: [Int], _ values: [Float]) {
      self.init(name, "F32", shape, values.flatMap { littleEndian($0.bitPattern) })
    }
  }

  package var entries: [Entry]
  /// Whether the header is padded to a multiple of 8 bytes, as writers since 0.3.1 do.
  package var padded = true

  package init(_ entries: [Entry]) {
    self.entries = entries
  }

  /// The JSON of the header, unpadded.
  package var header: String {
    var offset = 0
    let members = entries.map { entry in
      let end = offset + entry.bytes.count
      defer { offset = end }
      return
        #""\#(entry.name)":{"dtype":"\#(entry.type)","shape":\#(entry.shape),"data_offsets":[\#(offset),\#(end)]}"#
    }
    return "{" + (["\"__metadata__\":{\"format\":\"pt\"}"] + members).joined(separator: ",") + "}"
  }

  /// Where `piece` of the header first stands in the file; -1 if nowhere.
  package func offset(of piece: String) -> Int {
    let text = Array(header.utf8)
    let place = text.indices.first { text[$0...].starts(with: piece.utf8) }
    return place.map { 8 + $0 } ?? -1
  }

  package var data: [UInt8] { entries.flatMap(\.bytes) }

  /// The whole file.
  package var bytes: [UInt8] {
    var text = header
    while padded, text.utf8.count % 8 != 0 { text += " " }
    return Self.file(header: text, data: data)
  }

  /// A file of any header and any data.
  package static func file(header: String, data: [UInt8]) -> [UInt8] {
    littleEndian(UInt64(header.utf8.count)) + Array(header.utf8) + data
  }
}

/// The bytes of an integer, lowest first.
package func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
  withUnsafeBytes(of: number.littleEndian) { Array($0) }
}
