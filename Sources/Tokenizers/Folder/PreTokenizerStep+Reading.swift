extension PreTokenizerStep {
  /// The steps of tokenizer.json's `pre_tokenizer`.
  static func steps(_ value: JSONValue) throws(TokenizerError) -> [PreTokenizerStep] {
    let elements = try value.flattened("pre_tokenizer", elements: "pretokenizers")
    var steps: [PreTokenizerStep] = []
    for (index, element) in elements.enumerated() {
      let new = try read(element)
      if case .byteLevel = new[0], index + 1 < elements.count {
        throw element.error("the pre-tokenizer ByteLevel is supported only as the last of a Sequence")
      }
      steps += new
    }
    return steps
  }

  private static func read(_ value: JSONValue) throws(TokenizerError) -> [PreTokenizerStep] {
    let name = "pre_tokenizer"
    switch try value.required("type", of: name).word("\(name).type") {
    case "ByteLevel":
      return [
        .byteLevel(
          addsPrefixSpace: try value.flag("add_prefix_space", of: name),
          usesPattern: try value.flag("use_regex", of: name, or: true))
      ]
    case "BertPreTokenizer": return bert
    case "Whitespace": return [.whitespace]
    case "WhitespaceSplit": return [.split(at: .whitespace, .removed)]
    case "Punctuation": return [.split(at: .punctuation, try behavior(value))]
    case "Digits":
      return [.split(at: .numeric, try value.flag("individual_digits", of: name) ? .isolated : .contiguous)]
    case let type: throw value.error("the pre-tokenizer \"\(type)\" is not supported")
    }
  }

  /// BERT's: at white space, then at every punctuation mark.
  static let bert: [PreTokenizerStep] = [
    .split(at: .whitespace, .removed), .split(at: .punctuation, .isolated),
  ]

  private static func behavior(_ value: JSONValue) throws(TokenizerError) -> SplitBehavior {
    guard let member = value["behavior"] else { return .isolated }
    let name = try member.word("pre_tokenizer.behavior")
    guard let behavior = SplitBehavior(rawValue: name) else {
      throw member.error("the split behaviour \"\(name)\" is not supported")
    }
    return behavior
  }
}
