import Foundation
import TestSupport

/// The README, read for what can be run.
struct Readme {
  static let path = RepositoryRoot.file("README.md")
  /// The model that the README's answers come from.
  static let model: String? = {
    let bundled = RepositoryRoot.file("Deploy/models/roberta-mini")
    return FileManager.default.fileExists(atPath: bundled + "/model.safetensors") ? bundled : TestData.miniLM
  }()

  let text: String

  init() throws {
    text = String(decoding: try Data(contentsOf: URL(filePath: Self.path)), as: UTF8.self)
  }

  /// Commands that are shown with their output.
  var examples: [(block: String, command: String)] {
    text.matches(of: #/```console\n\$ (.*)\n[^`]*```/#).map { (String($0.output.0), String($0.output.1)) }
  }

  /// Commands that stand by themselves, without what is said about them.
  var commands: [String] { Self.commands(in: text) }

  /// Those of one section.
  func commands(under heading: String) -> [String] { Self.commands(in: section(heading)) }

  /// What stands under a heading.
  func section(_ heading: String) -> String {
    guard let start = text.range(of: "\n## \(heading)\n") else { return "" }
    let rest = text[start.upperBound...]
    return String(rest[..<(rest.range(of: "\n## ")?.lowerBound ?? rest.endIndex)])
  }

  private static func commands(in text: String) -> [String] {
    text.split(separator: "\n").filter { $0.hasPrefix("    ") && !$0.hasPrefix("     ") }.map { line in
      line.replacing(#/ +# .*/#, with: "").trimmingCharacters(in: .whitespaces)
    }
  }

  var python: String {
    text.firstMatch(of: #/```python\n([^`]*)```/#).map { String($0.output.1) } ?? ""
  }
}
