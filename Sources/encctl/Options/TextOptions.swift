import ArgumentParser
import EncodingsProtocol
import Glibc

/// Where a text comes from besides an argument.
struct TextOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Read the text from a file, or standard input if it is `-`; one end of line at its end (a line feed, or a carriage"
        + " return and one) is not part of it, nor is a byte order mark at its beginning.",
      valueName: "path"),
    completion: .file())
  var file: String?

  @Flag(help: "Cut a text that is longer than the model reads, instead of refusing it.")
  var truncate = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Ask this model; `encctl models` lists them.", valueName: "name"))
  var model: String?

  /// The text to ask about: `argument`, or the file's, or standard input's.
  func text(argument: String?) throws(Failure) -> String {
    if let file {
      if let argument {
        throw Failure(
          .usage, "\(quoted(argument)) is given besides --file: only a position may stand there, and no text."
        )
      }
      if file == "-" { return try standardInput() }
      let descriptor = open(file, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        throw Failure(.usage, "cannot read \(quoted(file)): \(String(cString: strerror(errno))).")
      }
      defer { close(descriptor) }
      return try TextSource(descriptor: descriptor, name: quoted(file)).text()
    }
    if let argument, argument != "-" { return argument }
    guard argument == "-" || isatty(STDIN_FILENO) == 0 else {
      throw Failure(
        .usage, "no text is given: write it as an argument, name a file with --file, or pipe it in.")
    }
    return try standardInput()
  }

  private func standardInput() throws(Failure) -> String {
    try TextSource(descriptor: STDIN_FILENO, name: "standard input").text()
  }
}
