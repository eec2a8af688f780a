/// Everything that a model folder says about its tokenizer.
struct TokenizerDefinition {
  /// The file that says it, for errors about how its parts go together.
  var file: String
  var normalizers: [NormalizerStep] = []
  var preTokenizers: [PreTokenizerStep] = []
  var model: Model
  var addedTokens: [AddedTokenEntry] = []
  var postProcessor = PostProcessor()
  /// Whether spellings are bytes in the byte-level alphabet.
  var spellsBytes = false
  /// What entries that continue a word start with, to be left out of readable text.
  var continuingPrefix = ""
}

/// An added token as a file gives it.
struct AddedTokenEntry {
  /// Its id is what the file says, -1 where it leaves that to the vocabulary.
  var token: AddedToken
  var file: String
  var offset: Int?

  func error(_ reason: String) -> TokenizerError {
    TokenizerError(file: file, offset: offset, reason: reason)
  }
}

extension [AddedTokenEntry] {
  /// Gives each token its id as the library does: the vocabulary's where it is an entry, else the next free one.
  /// Refuses a file that says otherwise.
  func numbered(_ vocabulary: Vocabulary) throws(TokenizerError) -> [AddedToken] {
    var next = Int32(truncatingIfNeeded: vocabulary.count)
    var seen: Set<[UInt8]> = []
    var tokens: [AddedToken] = []
    for entry in self where !entry.token.content.isEmpty {
      var token = entry.token
      guard seen.insert([UInt8](token.content.utf8)).inserted else {
        throw entry.error("the added token \"\(token.content)\" stands there twice")
      }
      if let id = vocabulary.id(of: token.content) {
        token.id = id
      } else {
        token.id = next
        next += 1
        guard vocabulary.spelling(of: Int(token.id)) == nil else {
          throw entry.error(
            "the added token \"\(token.content)\" is no entry of the vocabulary, whose ids have gaps: "
              + "there is no telling its id")
        }
      }
      guard entry.token.id < 0 || entry.token.id == token.id else {
        throw entry.error(
          "the added token \"\(token.content)\" has the id \(entry.token.id), but the vocabulary makes it \(token.id)"
        )
      }
      tokens.append(token)
    }
    return tokens
  }
}
