/// The vocabulary and the added tokens by id.
struct Spellings: Sendable {
  private let vocabulary: Vocabulary
  /// Contents of added tokens by id; they come before the vocabulary's entries.
  private let added: [Int: String]
  private let areBytes: Bool
  private let continuingPrefix: String
  /// The spaces at the edges of each id's spelling.
  private let edges: [EdgeSpaces]

  init(
    vocabulary: Vocabulary, addedTokens: [AddedToken], count: Int, areBytes: Bool, continuingPrefix: String
  ) {
    self.vocabulary = vocabulary
    self.areBytes = areBytes
    self.continuingPrefix = continuingPrefix
    added = Dictionary(addedTokens.map { (Int($0.id), $0.content) }, uniquingKeysWith: { first, _ in first })
    // Ids may be few and far between.
    let none = EdgeSpaces([])
    edges = (0..<count).map { id in
      guard let spelling = vocabulary.spelling(of: id) else { return none }
      return EdgeSpaces(String(decoding: spelling, as: UTF8.self).unicodeScalars.map(\.value))
    }
  }

  func edges(of id: Int) -> EdgeSpaces { edges[id] }

  func spelling(of id: Int) -> String {
    added[id] ?? vocabulary.spelling(of: id).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  func readableText(of id: Int) -> String {
    if let content = added[id] { return content }
    let spelling = spelling(of: id)
    if areBytes {
      return ByteLevelAlphabet.bytes(of: spelling).map { String(decoding: $0, as: UTF8.self) } ?? spelling
    }
    // By scalars: to Swift the character behind the prefix may begin within it, with a combining mark.
    let isContinuing = !continuingPrefix.isEmpty && spelling.utf8.starts(with: continuingPrefix.utf8)
    return isContinuing
      ? String(spelling.unicodeScalars.dropFirst(continuingPrefix.unicodeScalars.count)) : spelling
  }
}
