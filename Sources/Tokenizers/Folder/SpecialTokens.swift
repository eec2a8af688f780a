/// The special tokens of a folder that has only a bare vocabulary.
struct SpecialTokens {
  let settings: SpecialTokenSettings
  let vocabulary: Vocabulary
  /// The vocabulary's file.
  let file: String

  /// The added tokens: those the folder names or, by `fallbacks`, those its kind has; then those without a role; each
  /// once. What no file names and the vocabulary lacks is left out.
  func entries(_ fallbacks: [(key: String, content: String)]) throws(TokenizerError) -> [AddedTokenEntry] {
    var entries = try settings.others()
    var known = Set(entries.map { Array($0.token.content.utf8) })
    for (key, content) in fallbacks {
      let entry = try settings.token(key, or: SpecialTokens.usual(key, content), file: file)
      let isNew = known.insert(Array(entry.token.content.utf8)).inserted
      if isNew, entry.file != file || vocabulary.id(of: content) != nil { entries.append(entry) }
    }
    for entry in try settings.additional() where known.insert(Array(entry.token.content.utf8)).inserted {
      entries.append(entry)
    }
    return entries
  }

  /// The id of a special token that must be there.
  func id(_ key: String, _ fallback: String) throws(TokenizerError) -> Int32 {
    let content = try settings.token(key, or: SpecialTokens.usual(key, fallback), file: file).token.content
    guard let id = vocabulary.id(of: content) else {
      throw TokenizerError(file: file, reason: "has no entry \"\(content)\", which is the \(key)")
    }
    return id
  }

  /// Only RoBERTa's mask takes the space before it.
  private static func usual(_ key: String, _ content: String) -> AddedToken {
    AddedToken(content: content, id: -1, stripsLeft: key == "mask_token" && content == "<mask>")
  }
}
