import NIOCore
import Testing

@testable import EncodingsServer

/// Text that Prometheus can read.
@Suite struct PrometheusTests {
  @Test func aFamilyIsAHeadAndItsSamples() {
    var text = PrometheusText()
    text.family("encodings_x_total", "counter", "What x is.")
    text.sample("encodings_x_total", [], 3)
    text.sample("encodings_x_total", [("method", "trace"), ("outcome", "ok")], 0.5)
    #expect(
      text.text == """
        # HELP encodings_x_total What x is.
        # TYPE encodings_x_total counter
        encodings_x_total 3
        encodings_x_total{method="trace",outcome="ok"} 0.5

        """)
  }

  @Test(arguments: [
    (#"a"b"#, #"a\"b"#), (#"a\b"#, #"a\\b"#), ("a\nb", #"a\nb"#), (#"\""# + "\n", #"\\\"\n"#),
    ("a\r\nb", "a\r\\nb"), ("é\u{301} 日本", "é\u{301} 日本"), ("", ""),
  ])
  func aLabelIsEscaped(_ value: String, _ escaped: String) {
    var text = PrometheusText()
    text.sample("m", [("model", value)], 1)
    #expect(text.text.utf8.elementsEqual("m{model=\"\(escaped)\"} 1\n".utf8))
  }

  @Test func answersAreCountedByMethodAndOutcome() {
    let statistics = Statistics()
    statistics.answered("trace", outcome: "ok", took: .milliseconds(1))
    statistics.answered("trace", outcome: "ok", took: .milliseconds(3))
    statistics.answered("trace", outcome: "cancelled", took: .milliseconds(2))
    statistics.answered("models", outcome: "ok", took: .milliseconds(1))
    let counts = statistics.snapshot
    #expect(counts.outcomes == ["trace": ["ok": 2, "cancelled": 1], "models": ["ok": 1]])
    #expect(counts.latency["trace"]?.count == 3 && counts.latency["trace"]?.longest == .milliseconds(3))
  }
}
