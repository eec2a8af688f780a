/// The command-line tool: asks a daemon and shows its answers. One file a command; what answers look like is
/// `Rendering`'s business, and how to reach a daemon `EncodingsClient`'s.
import ArgumentParser
import EncodingsProtocol

struct Encctl: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encctl",
    abstract: "Follow tokens through the layers of a transformer encoder.",
    discussion: """
      Asks encodingsd, the daemon that keeps the models. Its socket is the one that --socket or ENCODINGS_SOCKET \
      names, else $XDG_RUNTIME_DIR/encodings/encodings.sock if there is one, else /run/encodings/encodings.sock.

      EXAMPLES
        encctl trace "Time flies like an arrow." 2
        encctl trace "Time flies like an arrow."
        encctl trace --file letter.txt --truncate --json
        encctl models

      EXIT STATUS
        0    answered
        1    the answer could not be written
        2    the command line or the given text is wrong
        3    no daemon can be reached
        4    the daemon refused, and said why
        5    the connection was lost, or no answer came in time
        130  interrupted; the daemon was told
      """,
    version: "encctl \(EncodingsProtocol.softwareVersion), protocol \(EncodingsProtocol.version)",
    subcommands: [Trace.self, Tokenize.self, Models.self, Status.self, Metrics.self, Schema.self])
}
