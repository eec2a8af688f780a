import ArgumentParser
import EncodingsProtocol
import Rendering

struct Models: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the daemon's models, the default marked *.",
    discussion: "A model that does not answer is listed with the reason.")

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.show(.models, NoParameters()) { $0.text(in: $1) }
  }
}
