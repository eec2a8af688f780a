import ArgumentParser
import EncodingsProtocol

struct Metrics: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the daemon's counters as Prometheus text.",
    discussion: """
      EXAMPLE
        encctl metrics > /var/lib/prometheus/node-exporter/encodings.prom
      """)

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.show(.metrics, NoParameters()) { metrics, _ in metrics.text }
  }
}
