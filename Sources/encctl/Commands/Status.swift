import ArgumentParser
import EncodingsProtocol
import Rendering

struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show how the daemon is doing.",
    discussion: """
      Its version and models, what waits, what has been answered and how fast, who is connected, and its memory. \
      For a monitoring system, see `encctl metrics`.
      """)

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.show(.status, NoParameters()) { $0.text(in: $1) }
  }
}
