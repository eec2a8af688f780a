import ArgumentParser
import EncodingsClient
import EncodingsProtocol
import Rendering

/// How to reach the daemon and how to show its answer: what every command takes.
struct CommonOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The daemon's socket.", valueName: "path"), completion: .file())
  var socket: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Give up after this many seconds; never, if not given.", valueName: "seconds"),
    transform: seconds)
  var timeout: Duration?

  @Flag(help: "Print the protocol's result object as the daemon wrote it.")
  var json = false

  @Option(help: ArgumentHelp("Write colours; auto honours NO_COLOR.", valueName: "when"))
  var color = ColourChoice.auto

  /// Asks, and writes the answer: for a person as `text` makes it, or with `--json` as it came.
  func show<Parameters, Value>(
    _ method: Method<Parameters, Value>, _ parameters: Parameters, text: (Value, Layout) -> String
  ) throws {
    if socket == "" { throw Failure(.usage, "--socket names no path.") }
    var connection = try Connection(
      to: SocketPath.chosen(explicit: socket), timeout: timeout, cancellation: Interruption.watch(),
      answerLimit: EncodingsProtocol.highestAnswerLimit)
    var progress = ProgressLine()
    defer { progress.end() }
    if json {
      let bytes = try connection.result(of: method, parameters) { progress.show($0.value.fraction) }
      progress.end()
      try StandardOutput.write(bytes + [UInt8(ascii: "\n")])
    } else {
      let answer = try connection.call(method, parameters) { progress.show($0.value.fraction) }
      progress.end()
      let layout = Layout.standardOutput(colour: color)
      try StandardOutput.write(Array(text(answer.value, layout).utf8))
    }
  }
}

/// A positive number of seconds.
@Sendable private func seconds(_ argument: String) throws -> Duration {
  // The bound keeps the sum with the present time from overflowing.
  guard let seconds = Double(argument), seconds > 0, seconds <= 1e9 else {
    throw ValidationError("A number of seconds above 0, and up to a thousand million, is expected.")
  }
  return .seconds(seconds)
}
