import ArgumentParser
import EncodingsProtocol
import Rendering

struct Trace: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Follow a token, or every token, of a text through the layers.",
    discussion: """
      With a position: a row a layer with the token's rank and similarity and the vocabulary entries nearest to its \
      encoding. Without: a row a token. `encctl tokenize` shows the positions; special tokens are counted.

      EXAMPLES
        encctl trace "Time flies like an arrow." 2
        encctl trace "Time flies like an arrow." --space word --metric euclidean
        encctl trace --file letter.txt 7 --layers 0,3,5-8 --top 5
        echo "Fruit flies like a banana." | encctl trace --position 2 --json

      WHAT IS READ (--tap)
        resid_pre              a layer's input
        attn_out               what its attention adds
        resid_mid              their sum
        normalized_resid_mid   that, normalised: what its feed-forward part reads
        mlp_out                what its feed-forward part adds
        resid_post             the sum of these two
        normalized_resid_post  that, normalised: the next layer's input

      WHAT IT IS COMPARED WITH (--space)
        word                   an entry's row of the word embeddings
        word+position          that and the row of the token's position
        embedding              that, normalised, as layer 0 would read the entry
      """)

  @Argument(help: "The text; standard input if it is `-` or not given. With --file, the position.")
  var text: String?

  @Argument(
    help: "The token to trace, counted from 0; every token if not given.",
    transform: { argument in
      guard let position = Int(argument) else {
        throw ValidationError("A position is a number. A text of several words needs quotation marks.")
      }
      return position
    })
  var position: Int?

  @Option(
    name: .customLong("position"), parsing: .unconditional,
    help: ArgumentHelp("The token to trace, where no text stands before it.", valueName: "position"))
  var namedPosition: Int?

  @OptionGroup var source: TextOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "List this many nearest entries a layer of the traced token, or with --json of all; what a line holds of 15, if not"
        + " given.",
      valueName: "count"),
    transform: { argument in
      guard let count = Int(argument) else { throw ValidationError("A whole number is expected, 0 or more.") }
      return count
    })
  var top: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Answer these layers only, counted from 0: 0,3,5-8.", valueName: "layers"),
    transform: LayerList.parse)
  var layers: [Int]?

  @Option(
    help: ArgumentHelp(choices("Read the encoding here", ParameterChoices.tap), valueName: "tap"),
    completion: .list(ParameterChoices.tap),
    transform: { try choice($0, among: ParameterChoices.tap) })
  var tap: String?

  @Option(
    help: ArgumentHelp(choices("Compare with these entries", ParameterChoices.space), valueName: "space"),
    completion: .list(ParameterChoices.space),
    transform: { try choice($0, among: ParameterChoices.space) })
  var space: String?

  @Option(
    help: ArgumentHelp(choices("Compare by this", ParameterChoices.metric), valueName: "metric"),
    completion: .list(ParameterChoices.metric),
    transform: { try choice($0, among: ParameterChoices.metric) })
  var metric: String?

  @Option(
    help: ArgumentHelp(choices("Compute like this", ParameterChoices.arithmetic), valueName: "arithmetic"),
    completion: .list(ParameterChoices.arithmetic),
    transform: { try choice($0, among: ParameterChoices.arithmetic) })
  var arithmetic: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    let parameters = try parameters()
    let asked: TraceResult.Scope = parameters.position == nil ? .allPositions : .onePosition
    try common.show(.trace, parameters) { $0.text(in: $1, of: asked, showsAll: top != nil) }
  }

  private func parameters() throws(Failure) -> TraceParameters {
    let (argument, position) = try argumentAndPosition()
    if let position, position < 0 {
      throw Failure(.usage, "the position is \(position): positions count from 0, special tokens included.")
    }
    if let top, top < 0 { throw Failure(.usage, "--top is \(top): it must be 0 or more.") }
    guard top == nil || position != nil || common.json else {
      throw Failure(
        .usage,
        "--top is for one token: a row a token has no room for neighbours. Give a position too, or --json.")
    }
    var parameters = TraceParameters(text: try source.text(argument: argument))
    parameters.position = position
    parameters.model = source.model
    parameters.tap = tap
    parameters.space = space
    parameters.metric = metric
    parameters.arithmetic = arithmetic
    // A row a token has no room for neighbours, so the daemon need not look for them.
    parameters.top = position == nil && !common.json ? 0 : top
    parameters.layers = layers
    parameters.truncate = source.truncate ? true : nil
    parameters.progressToken = ProgressLine.isWanted ? .number(1) : nil
    return parameters
  }

  /// With `--file` the first argument, if it is the only one, is the position.
  private func argumentAndPosition() throws(Failure) -> (String?, Int?) {
    var (argument, position) = (text, position)
    if source.file != nil, position == nil, let number = argument.flatMap({ Int($0) }) {
      (argument, position) = (nil, number)
    }
    guard position == nil || namedPosition == nil else {
      throw Failure(.usage, "two positions are given: give one of them.")
    }
    return (argument, position ?? namedPosition)
  }
}

/// A help text with the values an option takes, the default first.
private func choices(_ help: String, _ choices: [String]) -> String {
  let others = choices.dropFirst().joined(separator: ", ")
  return "\(help): \(choices.first ?? "") (default), \(others)."
}
