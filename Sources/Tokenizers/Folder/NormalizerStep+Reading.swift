extension NormalizerStep {
  /// The steps of tokenizer.json's `normalizer`.
  static func steps(_ value: JSONValue) throws(TokenizerError) -> [NormalizerStep] {
    var steps: [NormalizerStep] = []
    for element in try value.flattened("normalizer", elements: "normalizers") {
      steps.append(try NormalizerStep(element))
    }
    return steps
  }

  private init(_ value: JSONValue) throws(TokenizerError) {
    let name = "normalizer"
    switch try value.required("type", of: name).word("\(name).type") {
    case "BertNormalizer":
      let lowercases = try value.flag("lowercase", of: name)
      self = .bert(
        BertNormalizer(
          cleansText: try value.flag("clean_text", of: name),
          separatesIdeographs: try value.flag("handle_chinese_chars", of: name),
          stripsAccents: try value.flag("strip_accents", of: name, or: lowercases),
          lowercases: lowercases))
    case "Lowercase": self = .lowercase
    case "StripAccents": self = .stripAccents
    case "Strip":
      self = .strip(
        left: try value.flag("strip_left", of: name), right: try value.flag("strip_right", of: name))
    case "Prepend":
      let prefix = try value.required("prepend", of: name).string("\(name).prepend")
      // The library gives the first token no place then.
      guard !prefix.isEmpty else { throw value.error("the normalizer \"Prepend\" has nothing to prepend") }
      self = .prepend(Array(scalarsOf: prefix))
    case let type:
      guard let form = CanonicalForm(rawValue: type) else {
        throw value.error("the normalizer \"\(type)\" is not supported")
      }
      self = .canonicalForm(form)
    }
  }
}
