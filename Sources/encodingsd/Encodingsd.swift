import ArgumentParser
import EncodingsServer
import Glibc
import Logging

/// The command line of the daemon: what it says goes into a configuration, and the daemon runs with that.
@main
struct Encodingsd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encodingsd",
    abstract: "Keeps models mapped and answers questions about them over a Unix socket.",
    discussion: """
      A model is a folder as Hugging Face lays it out: config.json, tokenizer.json (or vocab.json and merges.txt, \
      or vocab.txt) and model.safetensors. Its name is the folder's.

      EXAMPLES
        encodingsd --model ~/models/roberta-base
        encodingsd --model /srv/a --model /srv/b --socket /tmp/e.sock
        encodingsd --check-config

      Without --model the models in $XDG_DATA_HOME/encodings/models (as root: /var/lib/encodings/models) and \
      /usr/share/encodings/models are served.

      SETTINGS come from a JSON file (/etc/encodings/encodingsd.json, or $XDG_CONFIG_HOME/encodings/encodingsd.json, \
      or --config), then from the environment, then from flags; the later wins. --settings lists them all. SIGHUP \
      reads them and the model folders again, without dropping a request; SIGTERM ends the daemon when what it \
      accepted is answered.

      EXIT CODES: 0 ended in order; 64 the command line is wrong; 69 the socket cannot be had; 74 the text asked for \
      cannot be written; 78 the configuration is invalid.
      """,
    version: Version.string)

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Serve this model folder; may be repeated, the first is the default.", valueName: "dir"))
  var model: [String] = []

  @Option(name: .long, help: ArgumentHelp("Listen here ($ENCODINGS_SOCKET).", valueName: "path"))
  var socket: String?

  @Option(
    name: .long, help: ArgumentHelp("Read this configuration file ($ENCODINGS_CONFIG).", valueName: "file"))
  var config: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Log this and what is more severe ($ENCODINGS_LOG_LEVEL).", valueName: "level"))
  var logLevel: String?

  @Option(name: .long, help: ArgumentHelp("Threads of the arithmetic; 0: one a core.", valueName: "number"))
  var threads: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Set anything that the file can set; may be repeated.", valueName: "key=value"))
  var set: [String] = []

  @Flag(name: .long, help: "Read the configuration, say \"ok\" or what is wrong with it, and end.")
  var checkConfig = false

  @Flag(name: .long, help: "List every setting with its variable, default and range, and end.")
  var settings = false

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      // Help that could not be written is no success either.
      guard exitCode(for: error) == .success else { exit(withError: error) }
      do { try say(fullMessage(for: error)) } catch { exit(withError: error) }
    }
  }

  func run() async throws {
    if settings { return try Self.say(SettingsHelp.text) }
    // Until the daemon listens for it, a reload must not end the process.
    signal(SIGHUP, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    let sources = ConfigurationSources(
      file: config, environment: Environment.variables, flags: try flags(), models: model)
    let configuration: Configuration
    do throws(ConfigurationError) {
      configuration = try sources.read()
    } catch {
      throw Self.fail(error.description, code: error.source == .flags ? 64 : 78)
    }
    if checkConfig { return try check(configuration) }
    try await serve(configuration, sources)
  }

  private func check(_ configuration: Configuration) throws {
    let complaints = configuration.complaints
    guard complaints.isEmpty else {
      throw Self.fail(complaints.joined(separator: "\nencodingsd: "), code: 78)
    }
    try Self.say("ok")
  }

  /// Writes a line to standard output.
  private static func say(_ text: String) throws {
    var rest = Array((text + "\n").utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw fail("cannot write to standard output: \(String(cString: strerror(errno)))", code: 74)
      }
      rest = rest.dropFirst(count)
    }
  }

  private func serve(_ configuration: Configuration, _ sources: ConfigurationSources) async throws {
    let threshold = LogThreshold(configuration.logLevel ?? Daemon.defaultLevel)
    let log = Logger(label: "encodingsd") { _ -> any LogHandler in
      if JournalLog.isStandardError { return JournalLog(threshold: threshold) }
      return StandardErrorLog(threshold: threshold)
    }
    do {
      try await Daemon.serve(configuration, sources: sources, log: log, threshold: threshold)
    } catch let error as ListeningError {
      throw Self.fail(error.description, code: 69)
    }
  }

  private func flags() throws -> [(key: String, value: String)] {
    var flags: [(key: String, value: String)] = []
    for assignment in set {
      let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw ValidationError("--set takes KEY=VALUE, not \"\(assignment)\"; --settings lists the keys.")
      }
      flags.append((String(parts[0]), String(parts[1])))
    }
    if let socket { flags.append(("socket", socket)) }
    if let logLevel { flags.append(("logLevel", logLevel)) }
    if let threads { flags.append(("threads", threads)) }
    return flags
  }

  private static func fail(_ message: String, code: Int32) -> ExitCode {
    let bytes = Array("encodingsd: \(message)\n".utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
    return ExitCode(code)
  }
}
