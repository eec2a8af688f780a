import ArgumentParser
import EncodingsProtocol
import Rendering

struct Tokenize: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show a text's tokens, their positions and their ids.",
    discussion: """
      EXAMPLES
        encctl tokenize "Time flies like an arrow."
        encctl tokenize --file letter.txt --json
      """)

  @Argument(help: "The text; standard input if it is `-` or not given.")
  var text: String?

  @OptionGroup var source: TextOptions

  @OptionGroup var common: CommonOptions

  func run() throws {
    var parameters = TokenizeParameters(text: try source.text(argument: text))
    parameters.model = source.model
    parameters.truncate = source.truncate ? true : nil
    try common.show(.tokenize, parameters) { $0.text(in: $1) }
  }
}
