import ArgumentParser

extension Encctl {
  static var commandNames: [String] { configuration.subcommands.map { $0._commandName } }

  /// A command line whose command comes first: options may be written before it too, as with other tools, while the
  /// parser knows those of a command only behind it. The parser's own, such as `--help`, stay where they are.
  static func commandFirst(_ arguments: [String]) -> [String] {
    guard beginsWithOption(arguments) else { return arguments }
    guard let place = placeOfCommand(arguments) else { return arguments }
    var rest = arguments
    return [rest.remove(at: place)] + rest
  }

  /// Where the command is: the first word that is none of an option's, nor its value.
  private static func placeOfCommand(_ arguments: [String]) -> Int? {
    var isValue = false
    for (place, word) in arguments.enumerated() {
      if isValue {
        isValue = false
      } else if word == "--" {
        return nil
      } else if word.hasPrefix("-"), word != "-" {
        isValue = !word.contains("=") && !flags.contains(word)
      } else if commandNames.contains(word) {
        return place
      }
    }
    return nil
  }

  /// The options that have no value.
  private static let flags: Set = ["--json", "--truncate", "--version", "--help", "-h"]

  /// Whether an option comes first that is, or would be, a command's.
  static func beginsWithOption(_ arguments: [String]) -> Bool {
    guard let first = arguments.first, first.hasPrefix("--"), first != "--" else { return false }
    return !["--help", "--version"].contains(first) && !first.hasPrefix("--generate-completion-script")
  }
}
