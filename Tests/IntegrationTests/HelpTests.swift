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
}
