import ArgumentParser
import EncodingsClient
import EncodingsProtocol
import Glibc

@main
enum Main {
  static func main() {
    StandardStreams.occupy()
    exit(run(Encctl.commandFirst(Array(CommandLine.arguments.dropFirst()))).rawValue)
  }

  private static func run(_ arguments: [String]) -> ExitStatus {
    do {
      try refuseBrokenText()
      try refuseMissingCommand(arguments)
      try refuseUnknownCommand(arguments.first == "help" ? arguments.dropFirst().first : arguments.first)
      try refuseDashes(in: arguments)
      var command = try Encctl.parseAsRoot(arguments)
      try command.run()
      return .answered
    } catch let failure as Failure {
      return report(failure.message, failure.status)
    } catch let error as ClientError {
      return report(error.line, error.status)
    } catch {
      return reportParsing(error, of: arguments.first)
    }
  }

  private static func report(_ message: String, _ status: ExitStatus) -> ExitStatus {
    StandardError.write("encctl: \(message)\n")
    return status
  }

  /// Help, a version or a completion script was asked for, or the command line is wrong.
  private static func reportParsing(_ error: any Error, of command: String?) -> ExitStatus {
    guard Encctl.exitCode(for: error) == .success else {
      let known = Encctl.commandNames.first { $0 == command }
      let message = Encctl.message(for: error).split(whereSeparator: \.isNewline).joined(separator: " ")
      let end = message.hasSuffix(".") || message.hasSuffix("?") ? "" : "."
      return report("\(message)\(end) See encctl \(known.map { $0 + " " } ?? "")--help.", .usage)
    }
    do {
      try StandardOutput.write(Array((Encctl.fullMessage(for: error) + "\n").utf8))
      return .answered
    } catch {
      return report(error.message, error.status)
    }
  }

  /// Swift would put U+FFFD for what is not UTF-8, and the answer would be about another text.
  private static func refuseBrokenText() throws(Failure) {
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let argument = CommandLine.unsafeArgv[index] else { continue }
      let bytes = UnsafeRawBufferPointer(start: argument, count: strlen(argument))
      guard let offset = firstInvalidUTF8Offset(in: bytes) else { continue }
      throw Failure(
        .usage,
        "argument \(index) is not valid UTF-8 at byte \(offset). Convert it first, for example with iconv, or set the"
          + " terminal to UTF-8.")
    }
  }

  /// The parser would call an option unknown that only lacks its command.
  private static func refuseMissingCommand(_ arguments: [String]) throws(Failure) {
    guard Encctl.beginsWithOption(arguments) else { return }
    throw Failure(
      .usage,
      "none of these arguments is a command; there are \(Encctl.commandNames.joined(separator: ", "))."
        + " See encctl --help.")
  }

  /// The parser would call a misspelt command an unexpected argument; this says which commands there are.
  private static func refuseUnknownCommand(_ name: String?) throws(Failure) {
    let names = Encctl.commandNames
    guard let name, !name.hasPrefix("-"), name != "help", !names.contains(name) else { return }
    throw Failure(
      .usage,
      "there is no command \(quoted(name)); there are \(names.joined(separator: ", "))"
        + (suggestion(for: name, among: names).map { "; did you mean \($0)?" } ?? "."))
  }

  /// The parser would call a negative position, or a text that starts with a dash, an unknown option; this says what is
  /// the matter.
  private static func refuseDashes(in arguments: [String]) throws(Failure) {
    let own = arguments.prefix { $0 != "--" }
    for (index, argument) in own.enumerated() where argument.first == "-" {
      if argument.prefix(while: { $0 != "=" }).contains(where: \.isWhitespace) {
        throw Failure(.usage, "\(quoted(argument)) starts with '-': write -- before such a text.")
      }
      guard index == 0 || !own[index - 1].hasPrefix("--"), Int(argument) != nil else { continue }
      throw Failure(
        .usage,
        "\(argument) is no position: they count from 0, special tokens included. For a text that starts with '-',"
          + " write -- before it.")
    }
  }
}
