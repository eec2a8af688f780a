import TestSupport
import Tokenizers

/// A model folder that a test fills, spoils and opens.
struct TokenizerFixture {
  /// Byte-level; only "a", "b" and the space have entries, so that other letters are left out.
  static let bytePair = #"""
    {"version": "1.0", "truncation": null, "padding": {"length": 8},
     "added_tokens": [
      {"id": 0, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false,
       "special": true},
      {"id": 1, "content": "</s>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false},
      {"id": 8, "content": "<mask>", "single_word": true, "lstrip": true, "rstrip": true, "normalized": true}],
     "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "Lowercase"}]},
     "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
     "post_processor": {"type": "RobertaProcessing", "sep": ["</s>", 1], "cls": ["<s>", 0],
      "trim_offsets": true, "add_prefix_space": false},
     "model": {"type": "BPE", "dropout": null, "unk_token": null, "fuse_unk": false,
      "vocab": {"<s>": 0, "</s>": 1, "a": 2, "b": 3, "\u0120": 4, "ab": 5, "Ġa": 6, "\u0120ab": 7},
      "merges": ["a b", ["\u0120", "a"], "Ġa b"]}}
    """#

  static let wordPiece = #"""
    {"version": "1.0",
     "added_tokens": [
      {"id": 2, "content": "[SEP]", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false}],
     "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
      "strip_accents": null, "lowercase": true},
     "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "BertPreTokenizer"},
      {"type": "Digits", "individual_digits": true}, {"type": "Punctuation", "behavior": "Isolated"}]},
     "post_processor": {"type": "TemplateProcessing",
      "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
       {"SpecialToken": {"id": "end", "type_id": 0}}],
      "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [1], "tokens": ["[CLS]"]},
       "end": {"id": "end", "ids": [2, 2], "tokens": ["[SEP]", "[SEP]"]}}},
     "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
      "max_input_chars_per_word": 100,
      "vocab": {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "fly": 3, "fl": 4, "##ies": 5, "##y": 6, "e": 7, "1": 8}}}
    """#

  let directory: TemporaryDirectory

  /// A folder with these files.
  init(_ files: [String: [UInt8]] = [:]) throws {
    directory = try TemporaryDirectory()
    for (name, bytes) in files { try directory.write(bytes, to: name) }
  }

  init(_ files: [String: String]) throws {
    try self.init(files.mapValues { Array($0.utf8) })
  }

  func open() throws(TokenizerError) -> Tokenizer {
    try Tokenizer(folder: directory.path)
  }

  /// The error that opening the folder throws, with the file's name in place of its path; nil if it opens.
  func refusal() -> TokenizerError? {
    do throws(TokenizerError) {
      _ = try open()
      return nil
    } catch {
      var relative = error
      relative.file =
        error.file == directory.path ? "" : String(error.file.dropFirst(directory.path.count + 1))
      return relative
    }
  }
}

extension String {
  /// The text with the first `piece` replaced; itself where there is none.
  func replacingFirst(_ piece: String, with other: String) -> String {
    firstRange(of: piece).map { self[..<$0.lowerBound] + other + self[$0.upperBound...] } ?? self
  }

  /// The byte at which `piece` first stands; nil if nowhere.
  func byteOffset(of piece: String) -> Int? {
    firstRange(of: piece).map { utf8.distance(from: startIndex, to: $0.lowerBound) }
  }

  private func firstRange(of piece: String) -> Range<String.Index>? {
    indices.lazy.filter { self[$0...].hasPrefix(piece) }.first.map {
      $0..<index($0, offsetBy: piece.count)
    }
  }
}
