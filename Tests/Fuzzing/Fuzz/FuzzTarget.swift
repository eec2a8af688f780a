/// What can be fuzzed: every reader of bytes that come from outside.
enum FuzzTarget: String, CaseIterable {
  case frames, messages, safetensors, config, tokenizer

  /// Feeds it one input. A defect is a trap, a sanitizer's report, or a promise of the reader that does not hold.
  func run(_ input: UnsafeRawBufferPointer) {
    switch self {
    case .frames: fuzzFrames(input)
    case .messages: fuzzMessages(input)
    case .safetensors: fuzzSafetensors(input)
    case .config: fuzzConfig(input)
    case .tokenizer: fuzzTokenizer(input)
    }
  }
}

/// Ends the process where libFuzzer sees it, with the input that did it.
func promise(_ holds: Bool, _ what: @autoclosure () -> String) {
  if !holds { fatalError("broken promise: \(what())") }
}
