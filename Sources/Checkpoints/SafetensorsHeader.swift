/// What a safetensors file says about one tensor; every number has been checked against the file.
struct TensorEntry: Sendable {
  /// The type's name in the file; may be one that this target cannot use.
  let typeName: String
  let shape: [Int]
  /// Where its bytes lie, from the start of the file.
  let range: Range<Int>
  /// Where its description stands in the file.
  let offset: Int
}

/// The head of a safetensors file: 8 bytes of little-endian length, then that many bytes of JSON, then the tensors'
/// bytes without gap or overlap (github.com/huggingface/safetensors, "Format").
struct SafetensorsHeader: Sendable {
  /// The format's own limit.
  static let longest = 100_000_000

  let entries: [String: TensorEntry]

  init(_ file: borrowing OpenFile) throws(CheckpointError) {
    let path = file.path
    func refuse(_ offset: Int, _ reason: String) -> CheckpointError {
      CheckpointError(file: path, offset: offset, reason: "\(reason): download the file again")
    }

    let size = file.identity.size
    guard size >= 8 else { throw refuse(0, "has \(size) bytes, expected a safetensors header of at least 8") }
    let prefix = try file.read(8, at: 0)
    // A pointer file begins with "version https://git-lfs…"; as a length, its first bytes would only puzzle.
    if prefix.elementsEqual("version ".utf8) {
      throw CheckpointError(
        file: path, offset: 0, reason: "is a Git LFS pointer, not the weights: run git lfs pull")
    }
    let claimed = prefix.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard claimed <= UInt64(Self.longest) else {
      throw refuse(0, "claims a header of \(claimed) bytes, expected at most \(Self.longest)")
    }
    let length = Int(claimed)
    guard length <= size - 8 else {
      throw refuse(0, "claims a header of \(length) bytes, but only \(size - 8) follow")
    }

    let text = try file.read(length, at: 8)
    guard text.first == UInt8(ascii: "{") else { throw refuse(8, "has a header that does not begin with {") }
    let members: [String: JSONValue]
    do {
      members = try JSONReader.read(text).object ?? [:]
    } catch {
      throw refuse(8 + error.offset, "has a header that is not valid JSON: \(error.reason)")
    }

    var entries: [String: TensorEntry] = [:]
    entries.reserveCapacity(members.count)
    // In the file's order, so that of several faults always the first is told.
    for (name, value) in members.sorted(by: { $0.value.offset < $1.value.offset }) {
      do {
        if name == "__metadata__" {
          try Self.checkMetadata(value)
        } else {
          entries[name] = try TensorEntry(value, dataStart: 8 + length, fileSize: size)
        }
      } catch {
        throw refuse(8 + error.offset, "describes \(name.quoted) with \(error.reason)")
      }
    }
    do {
      try Self.checkCoverage(entries, dataStart: 8 + length, fileSize: size)
    } catch {
      throw refuse(error.offset, error.reason)
    }
    self.entries = entries
  }

  /// The metadata is a map from strings to strings, and not read.
  private static func checkMetadata(_ value: JSONValue) throws(JSONReader.Failure) {
    guard let members = value.object else {
      throw JSONReader.Failure(offset: value.offset, reason: "something else than an object")
    }
    for member in members.values where member.string == nil {
      throw JSONReader.Failure(offset: member.offset, reason: "a value that is not a string")
    }
  }

  /// The tensors must fill the file from the header to its end, in whatever order the header names them.
  private static func checkCoverage(
    _ entries: [String: TensorEntry], dataStart: Int, fileSize: Int
  ) throws(JSONReader.Failure) {
    let ordered = entries.filter { !$0.value.range.isEmpty }
      .sorted { ($0.value.range.lowerBound, $0.key) < ($1.value.range.lowerBound, $1.key) }
    var end = dataStart
    for (name, entry) in ordered {
      let start = entry.range.lowerBound
      guard start >= end else {
        throw JSONReader.Failure(
          offset: entry.offset,
          reason: "has \(name.quoted) overlap the tensor before it by \(end - start) bytes")
      }
      guard start == end else {
        throw JSONReader.Failure(
          offset: end, reason: "leaves \(start - end) bytes before \(name.quoted) that belong to no tensor")
      }
      end = entry.range.upperBound
    }
    guard end == fileSize else {
      throw JSONReader.Failure(offset: end, reason: "has \(fileSize - end) bytes after the last tensor")
    }
  }
}

/// Bytes of a type's name; the format's own have 7 at most.
private let longestType = 32

extension TensorEntry {
  /// Reads `{"dtype": …, "shape": […], "data_offsets": [begin, end]}`; the offsets count from `dataStart`.
  fileprivate init(_ value: JSONValue, dataStart: Int, fileSize: Int) throws(JSONReader.Failure) {
    func refuse(_ at: JSONValue, _ reason: String) -> JSONReader.Failure {
      JSONReader.Failure(offset: at.offset, reason: reason)
    }
    guard let members = value.object else { throw refuse(value, "something else than an object") }
    guard let typeName = members["dtype"]?.string else {
      throw refuse(members["dtype"] ?? value, "no dtype, or one that is not a string")
    }
    // To compare Swift's strings may take the square of their length.
    guard typeName.utf8.count <= longestType else {
      throw refuse(members["dtype"] ?? value, "a dtype of more than \(longestType) bytes")
    }
    guard let sizes = members["shape"]?.array else {
      throw refuse(members["shape"] ?? value, "no shape, or one that is not an array")
    }
    guard let offsets = members["data_offsets"]?.array, offsets.count == 2 else {
      throw refuse(
        members["data_offsets"] ?? value, "no data_offsets, or ones that are not an array of two numbers")
    }

    var shape: [Int] = []
    var count = 1
    for size in sizes {
      guard let extent = size.integer, extent >= 0 else {
        throw refuse(size, "a shape that is not of whole numbers from 0")
      }
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else { throw refuse(size, "a shape of more elements than can be counted") }
      count = product
      shape.append(extent)
    }

    let available = fileSize - dataStart
    guard let begin = offsets[0].integer, let end = offsets[1].integer, begin >= 0 else {
      throw refuse(offsets[0], "data_offsets that are not whole numbers from 0")
    }
    guard begin <= end else {
      throw refuse(offsets[0], "data_offsets that begin at \(begin) but end at \(end)")
    }
    guard end <= available else {
      throw refuse(offsets[1], "data that end at \(end), but only \(available) bytes follow the header")
    }
    if let width = ElementType.byteCount(named: typeName) {
      let (bytes, overflow) = count.multipliedReportingOverflow(by: width)
      guard !overflow, bytes == end - begin else {
        throw refuse(
          value, "shape \(shape) of \(typeName), which is not the \(end - begin) bytes of its data_offsets")
      }
    }
    self.init(
      typeName: typeName, shape: shape, range: dataStart + begin..<dataStart + end, offset: 8 + value.offset)
  }
}
