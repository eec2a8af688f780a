import Checkpoints
import TestSupport
import Testing

/// A damage to a weight file and what must be said of it.
struct Damage: Sendable, CustomTestStringConvertible {
  var name: String
  var bytes: [UInt8]
  var offset: Int
  var mentions: String

  init(_ name: String, _ bytes: [UInt8], at offset: Int, _ mentions: String) {
    self.name = name
    self.bytes = bytes
    self.offset = offset
    self.mentions = mentions
  }

  /// A file whose one tensor is described by `entry`, with `dataCount` bytes of data. `offset` counts within `entry`.
  init(_ name: String, entry: String, dataCount: Int = 8, at offset: Int, _ mentions: String) {
    let data = [UInt8](repeating: 0, count: dataCount)
    self.init(
      name, SafetensorsWriter.file(header: #"{"t":\#(entry)}"#, data: data), at: 8 + 5 + offset, mentions)
  }

  init(_ name: String, header: String, dataCount: Int = 0, at offset: Int, _ mentions: String) {
    let data = [UInt8](repeating: 0, count: dataCount)
    self.init(name, SafetensorsWriter.file(header: header, data: data), at: 8 + offset, mentions)
  }

  var testDescription: String { name }
}

@Suite struct DamagedWeightsTests {
  static let good = ModelFixture.good.bytes
  static let dataStart = good.count - 28

  static let wholeFile: [Damage] = [
    Damage("empty", [], at: 0, "has 0 bytes"),
    Damage("seven bytes", Array(good.prefix(7)), at: 0, "has 7 bytes"),
    Damage("cut after the length", Array(good.prefix(8)), at: 0, "but only 0 follow"),
    Damage("cut in the header", Array(good.prefix(40)), at: 0, "but only 32 follow"),
    Damage(
      "cut at the header's end", Array(good.prefix(dataStart)), at: ModelFixture.good.offset(of: "16]"),
      "only 0 bytes follow"),
    Damage(
      "cut at a tensor's edge", Array(good.prefix(dataStart + 16)), at: ModelFixture.good.offset(of: "28]"),
      "only 16 bytes follow"),
    Damage(
      "one byte short", Array(good.dropLast()), at: ModelFixture.good.offset(of: "28]"),
      "end at 28, but only 27 bytes follow"),
    Damage("one byte long", good + [0], at: good.count, "1 bytes after the last tensor"),
    Damage(
      "length of all ones", [UInt8](repeating: 255, count: 16), at: 0, "header of 18446744073709551615 bytes"),
    Damage(
      "length over the limit", littleEndian(UInt64(100_000_001)) + [0x7B, 0x7D], at: 0,
      "header of 100000001 bytes, expected at most 100000000"),
    Damage(
      "length at the limit", littleEndian(UInt64(100_000_000)) + [0x7B, 0x7D], at: 0,
      "header of 100000000 bytes, but only 2 follow"),
    Damage(
      "Git LFS pointer", Array("version https://git-lfs.github.com/spec/v1\noid sha256:0\n".utf8), at: 0,
      "git lfs pull"),
    Damage("no JSON", header: "pickled!", at: 0, "does not begin with {"),
    Damage("leading space", header: " {}", at: 0, "does not begin with {"),
    Damage("an empty header", header: "", at: 0, "does not begin with {"),
    Damage("JSON cut short", header: #"{"t":"#, at: 5, "ends too early"),
    Damage("JSON with more after it", header: "{}x", at: 2, "more follows"),
    Damage("padded with zero bytes", header: "{}\0", at: 2, "more follows"),
    Damage("metadata of numbers", header: #"{"__metadata__":{"a":1}}"#, at: 21, "not a string"),
    Damage("metadata that is none", header: #"{"__metadata__":[]}"#, at: 16, "something else than an object"),
    Damage(
      "a key twice", header: #"{"t":{"dtype":"F32"},"\u0074":{}}"#, at: 21, #"the key "t" is given twice"#),
    Damage(
      "deep nesting", header: "{\"t\":" + String(repeating: "[", count: 100_000), at: 37,
      "nested deeper than 32"),
    Damage(
      "too many values", header: "{\"t\":[" + String(repeating: "1,", count: 1 << 20),
      at: 6 + 2 * ((1 << 20) - 2),
      "more than 1048576 values"),
  ]

  static let entries: [Damage] = [
    Damage("no object", entry: "[]", at: 0, "else than an object"),
    Damage("no dtype", entry: #"{"shape":[2],"data_offsets":[0,8]}"#, at: 0, "no dtype"),
    // To compare Swift's strings may take the square of their length: hours, of one as long as this.
    Damage(
      "dtype of marks",
      entry:
        #"{"dtype":"F\#(String(repeating: "\u{301}\u{316}", count: 200_000))","shape":[2],"data_offsets":[0,8]}"#,
      at: 9, "a dtype of more than 32 bytes"),
    Damage("dtype a number", entry: #"{"dtype":7,"shape":[2],"data_offsets":[0,8]}"#, at: 9, "no dtype"),
    Damage("no shape", entry: #"{"dtype":"F32","data_offsets":[0,8]}"#, at: 0, "no shape"),
    Damage("no offsets", entry: #"{"dtype":"F32","shape":[2]}"#, at: 0, "no data_offsets"),
    Damage(
      "three offsets", entry: #"{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}"#, at: 42, "array of two"),
    Damage("negative extent", entry: #"{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}"#, at: 24, "from 0"),
    Damage(
      "broken extent", entry: #"{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}"#, at: 24, "whole numbers"),
    Damage(
      "extent with exponent", entry: #"{"dtype":"F32","shape":[2e0],"data_offsets":[0,8]}"#, at: 24, "whole"),
    Damage("extent of text", entry: #"{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}"#, at: 24, "whole"),
    Damage(
      "extent beyond 64 bits", entry: #"{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}"#,
      at: 24,
      "whole numbers"),
    Damage(
      "product beyond 64 bits",
      entry: #"{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}"#,
      at: 35, "more elements than can be counted"),
    Damage(
      "bytes beyond 64 bits", entry: #"{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,8]}"#,
      at: 0,
      "not the 8 bytes"),
    Damage("negative begin", entry: #"{"dtype":"F32","shape":[2],"data_offsets":[-1,8]}"#, at: 43, "from 0"),
    Damage(
      "begin after end", entry: #"{"dtype":"F32","shape":[2],"data_offsets":[8,0]}"#, at: 43,
      "begin at 8 but end at 0"),
    Damage(
      "end beyond the file", entry: #"{"dtype":"F32","shape":[2],"data_offsets":[0,16]}"#, at: 45,
      "only 8 bytes follow"),
    Damage(
      "end at the largest number",
      entry: #"{"dtype":"F32","shape":[2],"data_offsets":[0,9223372036854775807]}"#,
      at: 45, "only 8 bytes follow"),
    Damage(
      "end 1e999", entry: #"{"dtype":"F32","shape":[2],"data_offsets":[0,1e999]}"#, at: 43, "whole numbers"),
    Damage(
      "shape too small", entry: #"{"dtype":"F32","shape":[1],"data_offsets":[0,8]}"#, at: 0, "[1] of F32"),
    Damage(
      "shape too big", entry: #"{"dtype":"F32","shape":[2,2],"data_offsets":[0,8]}"#, at: 0, "not the 8 bytes"
    ),
    Damage("type too wide", entry: #"{"dtype":"I64","shape":[2],"data_offsets":[0,8]}"#, at: 0, "[2] of I64"),
    Damage("bare word", entry: #"{"dtype":F32}"#, at: 9, "not valid JSON"),
    Damage("leading zero", entry: #"{"dtype":"F32","shape":[02]}"#, at: 25, "leading zero"),
    Damage("trailing comma", entry: #"{"dtype":"F32","shape":[2,]}"#, at: 26, "no value here"),
    Damage("half a surrogate pair", entry: #"{"dtype":"\ud800"}"#, at: 10, "surrogate"),
    Damage("an odd escape", entry: #"{"dtype":"\x"}"#, at: 10, "escape"),
    Damage("a line break in a string", entry: "{\"dtype\":\"F\n\"}", at: 11, "control character"),
    Damage(
      "not UTF-8",
      SafetensorsWriter.file(header: #"{"t":{"dtype":"?"}}"#, data: []).map { $0 == 0x3F ? 0xFF : $0 },
      at: 23,
      "not UTF-8"),
  ]

  static let coverage: [Damage] = [
    Damage(
      "overlap",
      header:
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#,
      dataCount: 12, at: 58, "overlap the tensor before it by 4 bytes"),
    Damage(
      "the same bytes twice",
      header:
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
      dataCount: 8, at: 58, "overlap the tensor before it by 8 bytes"),
    Damage(
      "a hole",
      header:
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#,
      dataCount: 12, at: 108 + 4, "leaves 4 bytes before"),
  ]

  @Test(arguments: wholeFile + entries + coverage) func isRefused(_ damage: Damage) throws {
    let refusal = try #require(try ModelFixture(weights: damage.bytes).refusal())
    #expect(refusal.file == "model.safetensors")
    #expect(refusal.offset == damage.offset, "\(refusal.reason)")
    #expect(refusal.reason.contains(damage.mentions), "\(refusal.reason)")
    #expect(!refusal.reason.contains("\n") && refusal.reason.count < 400)
  }
}
