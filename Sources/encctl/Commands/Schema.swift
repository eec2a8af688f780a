import ArgumentParser
import EncodingsProtocol

struct Schema: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the protocol's OpenRPC document, as the daemon describes itself.")

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.show(.discover, NoParameters()) { document, _ in
      String(decoding: document.json(), as: UTF8.self) + "\n"
    }
  }
}
