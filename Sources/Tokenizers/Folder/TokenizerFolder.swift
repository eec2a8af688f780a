/// Finds out which files of a model folder tell its tokenizer, and reads them.
enum TokenizerFolder {
  static func read(_ folder: String) throws(TokenizerError) -> TokenizerDefinition {
    let path = "\(folder)/\(TokenizerFile.name)"
    if let bytes = try FileBytes.read(path) { return try TokenizerFile.read(path, bytes) }
    if let bytes = try FileBytes.read("\(folder)/\(ByteLevelFolder.vocabularyName)") {
      return try ByteLevelFolder(folder: folder).read(vocabulary: bytes)
    }
    if let bytes = try FileBytes.read("\(folder)/\(WordPieceFolder.vocabularyName)") {
      return try WordPieceFolder(folder: folder).read(vocabulary: bytes)
    }
    throw TokenizerError(
      file: folder,
      reason: "has no tokenizer: one of tokenizer.json, vocab.json with merges.txt, or vocab.txt is needed")
  }
}
