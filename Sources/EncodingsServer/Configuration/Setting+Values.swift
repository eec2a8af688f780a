import EncodingsProtocol
import Logging

extension Setting {
  /// Puts a value of the file into a configuration.
  func apply(_ value: JSONValue, to configuration: inout Configuration) throws(SettingError) {
    switch kind {
    case .text(let path):
      guard case .string(let text) = value else { throw expected("a string", value) }
      guard !text.isEmpty else { throw Self.empty }
      configuration[keyPath: path] = text
    case .texts(let path):
      guard case .array(let elements) = value else { throw expected("an array of strings", value) }
      var texts: [String] = []
      for element in elements {
        guard case .string(let text) = element else { throw expected("an array of strings", element) }
        guard !text.isEmpty else { throw Self.empty }
        texts.append(text)
      }
      configuration[keyPath: path] = texts
    case .integer(let range, let path):
      guard let number = value.wholeNumber else { throw expected("an integer", value) }
      guard range.contains(number) else { throw outside(range, "\(number)") }
      configuration[keyPath: path] = number
    case .level(let path):
      guard case .string(let text) = value else { throw expected("a string", value) }
      configuration[keyPath: path] = try level(text)
    }
  }

  /// Puts a value of the environment or of a flag into a configuration; folders are separated by colons.
  func apply(text: String, to configuration: inout Configuration) throws(SettingError) {
    switch kind {
    case .text, .level: try apply(.string(text), to: &configuration)
    case .texts:
      try apply(.array(text.split(separator: ":").map { .string(String($0)) }), to: &configuration)
    case .integer(let range, _):
      guard let number = Int64(text) else { throw outside(range, quoted(text)) }
      try apply(.integer(number), to: &configuration)
    }
  }

  /// Whether two configurations agree on this setting.
  func isEqual(_ first: Configuration, _ second: Configuration) -> Bool {
    switch kind {
    case .text(let path): first[keyPath: path] == second[keyPath: path]
    case .texts(let path): first[keyPath: path] == second[keyPath: path]
    case .integer(_, let path): first[keyPath: path] == second[keyPath: path]
    case .level(let path): first[keyPath: path] == second[keyPath: path]
    }
  }

  private func level(_ text: String) throws(SettingError) -> Logger.Level {
    guard let level = Logger.Level(rawValue: text) else {
      let names = Logger.Level.allCases.map(\.rawValue)
      throw SettingError(
        "must be one of \(names.joined(separator: ", ")), not \(quoted(text))"
          + suggestionClause(for: text, among: names))
    }
    return level
  }

  private static let empty = SettingError("must not be empty")

  private func expected(_ what: String, _ value: JSONValue) -> SettingError {
    SettingError("must be \(what), not \(value.found)")
  }

  private func outside(_ range: ClosedRange<Int>, _ found: String) -> SettingError {
    SettingError("must be an integer from \(range.lowerBound) to \(range.upperBound), not \(found)")
  }
}
