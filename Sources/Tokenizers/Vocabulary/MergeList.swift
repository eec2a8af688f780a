/// The merges of a byte-pair model as a file gives them, in order of rank.
struct MergeList {
  struct Pair {
    var left: Range<Int>
    var right: Range<Int>
    var fileOffset: Int
  }

  let file: String
  /// All halves in UTF-8, one after the other.
  var spellings: [UInt8] = []
  var pairs: [Pair] = []

  init(file: String) {
    self.file = file
  }

  /// Adds "left right", which was appended to `spellings` from `start` on.
  mutating func addLine(from start: Int, fileOffset: Int) throws(TokenizerError) {
    let line = start..<spellings.count
    let space = spellings[line].firstIndex(of: 0x20)
    guard let space, !spellings[(space + 1)..<line.upperBound].contains(0x20) else {
      let text = String(decoding: spellings[line], as: UTF8.self)
      throw TokenizerError(
        file: file, offset: fileOffset,
        reason: "the merge \"\(text)\" is not two entries with a space between")
    }
    pairs.append(Pair(left: start..<space, right: (space + 1)..<line.upperBound, fileOffset: fileOffset))
  }
}

extension JSONReader {
  /// Reads an array of merges, each "left right" or ["left", "right"].
  mutating func merges() throws(TokenizerError) -> MergeList {
    var list = MergeList(file: file)
    try forEachElement { (reader) throws(TokenizerError) in
      let offset = reader.position
      let start = list.spellings.count
      if reader.current == UInt8(ascii: "[") {
        var cuts = [start]
        try reader.forEachElement { (reader) throws(TokenizerError) in
          try reader.string(appendingTo: &list.spellings)
          cuts.append(list.spellings.count)
        }
        guard cuts.count == 3 else {
          throw TokenizerError(file: reader.file, offset: offset, reason: "a merge is not of two entries")
        }
        list.pairs.append(.init(left: cuts[0]..<cuts[1], right: cuts[1]..<cuts[2], fileOffset: offset))
      } else {
        try reader.string(appendingTo: &list.spellings)
        if list.spellings[start...].starts(with: "#version".utf8) { return }
        try list.addLine(from: start, fileOffset: offset)
      }
    }
    return list
  }
}
