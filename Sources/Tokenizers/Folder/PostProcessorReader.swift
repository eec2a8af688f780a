/// Reads tokenizer.json's `post_processor` and holds every special token in it against the vocabulary.
struct PostProcessorReader {
  /// The most special tokens put around a text: a template could name, in a small file, more than memory holds.
  private static let addedLimit = 1024

  private let vocabulary: Vocabulary
  private let addedTokens: [AddedToken]

  init(_ definition: TokenizerDefinition) throws(TokenizerError) {
    vocabulary = definition.model.vocabulary
    addedTokens = try definition.addedTokens.numbered(vocabulary)
  }

  func read(_ value: JSONValue) throws(TokenizerError) -> PostProcessor {
    var result = PostProcessor()
    var isBehindTemplate = false
    for element in try value.flattened("post_processor", elements: "processors") {
      let added = result.addedCount
      let isTemplate = try read(element, into: &result)
      // The library hands each piece of a template on by itself, or gives up.
      guard !isBehindTemplate || result.addedCount == added else {
        throw element.error("a post-processor that adds tokens behind a template is not supported")
      }
      isBehindTemplate = isBehindTemplate || isTemplate
    }
    return result
  }

  /// Reads one step; says whether it is a template.
  private func read(_ value: JSONValue, into result: inout PostProcessor) throws(TokenizerError) -> Bool {
    let name = "post_processor"
    switch try value.required("type", of: name).word("\(name).type") {
    case "ByteLevel": try readTrimming(value, into: &result)
    case "RobertaProcessing":
      try readTrimming(value, into: &result)
      try readPair(value, into: &result)
    case "BertProcessing": try readPair(value, into: &result)
    case "TemplateProcessing":
      try readTemplate(value, into: &result)
      return true
    case let type: throw value.error("the post-processor \"\(type)\" is not supported")
    }
    return false
  }

  private func readTrimming(_ value: JSONValue, into result: inout PostProcessor) throws(TokenizerError) {
    guard try value.flag("trim_offsets", of: "post_processor") else { return }
    guard result.addedCount == 0 else {
      throw value.error("a post-processor that trims offsets behind one that adds tokens is not supported")
    }
    result.trims.append(try value.flag("add_prefix_space", of: "post_processor"))
  }

  /// `cls` before the text, `sep` behind it, each a pair of spelling and id.
  private func readPair(_ value: JSONValue, into result: inout PostProcessor) throws(TokenizerError) {
    var ids: [Int32] = []
    for key in ["cls", "sep"] {
      let name = "post_processor.\(key)"
      let pair = try value.required(key, of: "post_processor").array(name)
      guard pair.count == 2 else { throw value.error("\(name) is not a pair of spelling and id") }
      ids.append(try id(pair[1], spelling: try pair[0].string(name), name))
    }
    result.before.insert(ids[0], at: 0)
    result.behind.append(ids[1])
  }

  private func readTemplate(_ value: JSONValue, into result: inout PostProcessor) throws(TokenizerError) {
    let tokens = try value.required("special_tokens", of: "post_processor")
    var before: [Int32] = []
    var behind: [Int32] = []
    var texts = 0
    for piece in try value.required("single", of: "post_processor").array("post_processor.single") {
      let name = "post_processor.single"
      if let sequence = piece["Sequence"] {
        guard try sequence.required("id", of: name).word("\(name).id") == "A" else {
          throw sequence.error("\(name) asks for a second text")
        }
        texts += 1
      } else {
        let token = try piece.required("SpecialToken", of: name).required("id", of: name)
        let ids = try self.ids(of: try token.string("\(name).id"), in: tokens)
        guard before.count + behind.count + ids.count <= PostProcessorReader.addedLimit else {
          throw piece.error("\(name) puts more than \(PostProcessorReader.addedLimit) tokens around the text")
        }
        if texts == 0 { before += ids } else { behind += ids }
      }
    }
    guard texts == 1 else {
      throw value.error("post_processor.single holds the text \(texts) times, not once")
    }
    result.before = before + result.before
    result.behind += behind
  }

  /// The ids of one of a template's special tokens.
  private func ids(of key: String, in tokens: JSONValue) throws(TokenizerError) -> [Int32] {
    let name = "post_processor.special_tokens[\"\(key)\"]"
    let entry = try tokens.required(key, of: "post_processor.special_tokens")
    let ids = try entry.required("ids", of: name).array("\(name).ids")
    let spellings = try entry.required("tokens", of: name).array("\(name).tokens")
    guard ids.count == spellings.count else { throw entry.error("\(name) has not as many ids as tokens") }
    var result: [Int32] = []
    for (id, spelling) in zip(ids, spellings) {
      result.append(try self.id(id, spelling: try spelling.string("\(name).tokens"), name))
    }
    return result
  }

  /// An id that must be that of its spelling.
  private func id(_ value: JSONValue, spelling: String, _ name: String) throws(TokenizerError) -> Int32 {
    let id = try value.tokenID(name)
    let expected =
      addedTokens.first { $0.content.utf8.elementsEqual(spelling.utf8) }?.id ?? vocabulary.id(of: spelling)
    guard let expected else {
      throw value.error("\(name) is \"\(spelling)\", which is no entry of the vocabulary")
    }
    guard id == expected else {
      throw value.error("\(name) gives \"\(spelling)\" the id \(id), but the vocabulary gives it \(expected)")
    }
    return id
  }
}
