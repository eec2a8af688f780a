import EncodingsProtocol
import TestSupport
import Testing

/// What `--help` tells.
@Suite(.enabled(if: binariesAreHere, "ENCODINGS_BINARIES names no folder"))
struct HelpTests {
  @Test func traceTellsWhatEachTapAndEachSpaceIs() async throws {
    let ended = try await Program(#require(TestData.binaries) + "/encctl", ["trace", "--help"]).end()
    #expect(ended.status == 0)
    let lines = ended.output.split(separator: "\n")
    for name in ParameterChoices.tap + ParameterChoices.space {
      #expect(lines.filter { $0.hasPrefix("  \(name)  ") }.count == 1, "\(name)")
    }
    #expect(lines.allSatisfy { $0.count <= 80 })
  }

  /// A command is found behind its options by telling those that have a value from the others.
  @Test(arguments: ["trace", "tokenize", "models", "status", "metrics", "schema"])
  func everyOptionMayStandBeforeTheCommand(_ command: String) async throws {
    let encctl = try #require(TestData.binaries) + "/encctl"
    let help = try await Program(encctl, [command, "--help"]).end()
    for line in help.output.split(separator: "\n") where line.hasPrefix("  -") {
      let names = line.split(separator: " ").prefix { $0.hasPrefix("-") || $0.hasPrefix("<") }
      for name in names.map(String.init) {
        let option = name.replacing(",", with: "")
        guard option.hasPrefix("--"), option != "--help", option != "--version" else { continue }
        let hasValue = names.last?.hasPrefix("<") == true
        let rest = [option] + (hasValue ? ["status"] : []) + [command]
        let ended = try await Program(encctl, ["--socket", "/dev/null/none"] + rest + ["--unknown"]).end()
        #expect(ended.status == 2, "\(rest): \(ended)")
        #expect(ended.complaint.contains("See encctl \(command) --help."), "\(rest): \(ended)")
      }
    }
  }
}
