import EncodingsProtocol
import Testing

@testable import Rendering

@Suite("Columns")
struct WidthTests {
  @Test(
    "are counted as terminals do",
    arguments: [
      ("", 0), ("abc", 3), ("Ġflies", 6), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한글", 4), ("ｆ", 2), ("ﾊ", 1),
      ("😀", 2), ("👩‍👩‍👧", 6), ("❤", 1), ("❤\u{FE0F}", 2), ("▶█▁…·", 5), ("〈", 2), ("𠀀", 2), ("а", 1),
      ("ก\u{E31}", 1),
    ])
  func counted(text: String, expected: Int) {
    #expect(columnCount(of: text) == expected)
  }

  @Test("are never exceeded, nor does any text reach the terminal as a command")
  func bounded() throws {
    var random = HostileNames(state: 7)
    for width in [1, 2, 3, 7, 10, 19, 20, 33, 40, 59, 60, 79, 80, 99, 100, 119, 120, 200] {
      for isColoured in [false, true] {
        let layout = Layout(width: width, isColoured: isColoured)
        for page in random.pages(layout) {
          let plain = removingStyles(page)
          #expect(!plain.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
          #expect(!plain.unicodeScalars.contains { $0.properties.generalCategory == .format })
          if !isColoured { #expect(plain == page) }
          for line in plain.split(separator: "\n") {
            #expect(columnCount(of: String(line)) <= width, "\(width): \(line)")
          }
        }
      }
    }
  }

  @Test("cut to a width keep marks with their letters and end in an ellipsis")
  func clipped() {
    func cut(_ text: String, _ width: Int) -> String {
      StyledText(text).clipped(to: width).string(isColoured: false)
    }
    #expect(cut("abcdef", 6) == "abcdef")
    #expect(cut("abcdef", 5) == "abcd…")
    #expect(cut("日本語", 5) == "日本…")
    #expect(cut("日本語", 4) == "日…")
    #expect(cut("e\u{301}e\u{301}e\u{301}", 2) == "e\u{301}…")
    #expect(cut("abc", 1) == "…")
    #expect(cut("abc", 0) == "")
  }

  /// What is left without the codes that `Style` writes; any other code stays, and is found.
  private func removingStyles(_ page: String) -> String {
    ["0", "1", "2", "1;36", "32", "1;31"].reduce(page) { text, code in
      text.split(separator: "\u{1B}[\(code)m", omittingEmptySubsequences: false).joined()
    }
  }
}

/// Results whose every name is made of what could break a terminal's lines.
struct HostileNames: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 33) ^ (state << 20)
  }

  mutating func name() -> String {
    let parts = [
      "\u{1B}[2J", "\u{1B}]0;title\u{7}", "\r", "\n", "\t", "\u{202E}", "\u{200D}", "\u{2028}", "日本語", "😀",
      "❤\u{FE0F}",
      "\u{301}", "👩‍👩‍👧", "Ġword", "ãĥ¼", "Ã", "\u{9B}31m", "\u{E000}", "x", "\0", "🇩🇪", " ", "\u{AD}",
    ]
    return (0..<Int.random(in: 0...6, using: &self)).map { _ in parts.randomElement(using: &self) ?? "" }
      .joined()
  }

  mutating func pages(_ layout: Layout) -> [String] {
    let tokens = (0..<40).map { position in
      TokenDescription(
        position: position, id: position, token: name(), text: name(), start: position, end: position + 1,
        special: position == 0)
    }
    let layers = Int.random(in: 0...30, using: &self)
    let journeys = (0..<40).map { position in
      JourneyDescription(
        position: position,
        layers: (0..<layers).map { layer in
          LayerDescription(
            layer: layer, similarity: Float.random(in: -1...1, using: &self),
            rank: Int.random(in: 1...50_265, using: &self), ties: layer % 2,
            neighbors: (0..<8).map { NeighborDescription(id: $0, token: name(), similarity: 0.5) })
        })
    }
    let model = ModelDescription(
      name: name(), family: name(), layers: layers, hidden: 1, vocabulary: 50_265, digest: name())
    func trace(_ journeys: [JourneyDescription], _ metric: String) -> TraceResult {
      TraceResult(
        model: model, tap: name(), space: name(), metric: metric, arithmetic: name(), truncated: true,
        tokens: tokens,
        journeys: journeys, timing: Timing(queuedMs: 0, computeMs: 0))
    }
    var served = ServedModel(name: name(), state: .damaged, reason: name(), isDefault: true)
    served.family = name()
    served.digest = name()
    var status = StatusResult(
      version: name(), protocolVersion: name(), pid: 1, uptimeSeconds: 1e300, state: .degraded,
      models: [served])
    status.requests = RequestCounts(total: 1, byOutcome: [name(): 1, name() + "x": .max])
    status.latency = [
      name(): LatencyQuantiles(count: 1, p50Ms: -1, p90Ms: 1e300, p99Ms: .infinity, maxMs: .nan)
    ]
    return [
      trace(journeys, "cosine").text(in: layout),
      trace(Array(journeys.prefix(1)), "euclidean").text(in: layout),
      trace([JourneyDescription(position: 99, layers: [])], "cosine").text(in: layout),
      trace([], "cosine").text(in: layout),
      TokenizeResult(model: model, tokens: tokens, truncated: true).text(in: layout),
      ModelsResult(models: [served]).text(in: layout), ModelsResult(models: []).text(in: layout),
      status.text(in: layout),
    ]
  }
}
