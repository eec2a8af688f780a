import ArgumentParser

extension Encctl {
  static var commandNames: [String] { configuration.subcommands.map { $0._commandName } }

  /// A command line whose command comes first: options may be written before it too, as with other tools, while the
  /// parser knows those of a command only behind it. The parser's own, such as `--help`, stay where they are.
  static func commandFirst(_ arguments: [String]) -> [String] {
    guard beginsWithOption(arguments) else { return arguments }
    guard let place = arguments.prefix(while: { $0 != "--" }).firstIndex(where: commandNames.contains) else {
      return arguments
    }
    var rest = arguments
    return [rest.remove(at: place)] + rest
  }

  /// Whether an option comes first that is, or would be, a command's.
  static func beginsWithOption(_ arguments: [String]) -> Bool {
    guard let first = arguments.first, first.hasPrefix("--"), first != "--" else { return false }
    return !["--help", "--version"].contains(first) && !first.hasPrefix("--generate-completion-script")
  }
}
