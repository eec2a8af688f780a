/// The merges of a byte-pair model as a file gives them, in order of rank: no more than there are ids.
struct MergeList {
  struct Pair {
    var left: Range<Int>
    var right: Range<Int>
    var fileOffset: Int
  }

  let file: String
  /// All halves in UTF-8, one after the other.
  var spellings: [UInt8] = []
  private(set) var pairs: [Pair] = []
  private let most: Int

  init(file: String, most: Int = Vocabulary.highestSupportedID + 1) {
    self.file = file
    self.most = most
  }

  /// Adds what was appended to `spellings` as a merge.
  mutating func add(_ left: Range<Int>, _ right: Range<Int>, fileOffset: Int) throws(TokenizerError) {
    guard pairs.count < most else {
      throw TokenizerError(
        file: file, offset: fileOffset, reason: "has more merges than the \(most) that are supported")
    }
    pairs.append(Pair(left: left, right: right, fileOffset: fileOffset))
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
    try add(start..<space, (space + 1)..<line.upperBound, fileOffset: fileOffset)
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
        try list.add(cuts[0]..<cuts[1], cuts[1]..<cuts[2], fileOffset: offset)
      } else {
        try reader.string(appendingTo: &list.spellings)
        if list.spellings[start...].starts(with: "#version".utf8) { return }
        try list.addLine(from: start, fileOffset: offset)
      }
    }
    return list
  }
}
