import EncodingsProtocol
import Testing

@testable import Rendering

@Suite("Figures")
struct FigureTests {
  @Test(
    "bars have eighths",
    arguments: [
      (0.0, ""), (-1, ""), (.nan, ""), (0.5, "█████"), (1, "██████████"), (7, "██████████"), (0.0125, "▏"),
      (0.3375, "███▍"),
    ])
  func bars(fraction: Double, expected: String) {
    #expect(bar(fraction, columns: 10) == expected)
  }

  @Test("sparklines run from the lowest to the highest mark")
  func sparklines() {
    #expect(sparkline([0, 1, 0.5, -3, 3, .nan, .infinity]) == "▁█▅▁█ █")
    #expect(sparkline([]) == "")
  }

  @Test("ranks are drawn by logarithm")
  func ranks() {
    #expect(rankFraction(1, vocabulary: 50_265) == 0)
    #expect(rankFraction(50_265, vocabulary: 50_265) == 1)
    #expect(rankFraction(0, vocabulary: 0) == 0)
    #expect(rankFraction(9, vocabulary: 1) == 0)
    #expect(abs(rankFraction(1 << 8, vocabulary: 1 << 16) - 0.5) < 1e-12)
    let fractions = (1...2_000).map { rankFraction($0, vocabulary: 2_000) }
    #expect(zip(fractions, fractions.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test("too many values for the room are grouped, the preferred of each group shown")
  func condensing() {
    #expect(condensed([1, 5, 2, 7, 3], columns: 5, by: max) == [1, 5, 2, 7, 3])
    #expect(condensed([1, 5, 2, 7, 3], columns: 4, by: max) == [5, 7, 3])
    #expect(condensed([1, 5, 2, 7, 3], columns: 1, by: min) == [1])
    #expect(condensed([Int](), columns: 0, by: max).isEmpty)
    #expect(groupSize(count: 24, columns: 12) == 2)
    #expect(groupSize(count: 25, columns: 12) == 3)
  }

  @Test("jumps are tenfold, both ways, between layers that follow on each other")
  func jumps() {
    func readings(_ ranks: [(Int, Int)]) -> [LayerDescription] {
      ranks.map { LayerDescription(layer: $0, similarity: 0, rank: $1, ties: 0, neighbors: []) }
    }
    #expect(
      Jump.jumps(in: readings([(0, 1), (1, 9), (2, 90), (3, 99), (4, 9), (5, 1)])).map(\.text) == [
        "2 ×10", "4 ÷11",
      ])
    #expect(Jump.jumps(in: readings([(0, 1), (2, 100)])).isEmpty)
    #expect(Jump.jumps(in: readings([(0, 0), (1, 100)])).isEmpty)
    // Whatever a socket says: no layer comes after the greatest number.
    #expect(Jump.jumps(in: readings([(.max, 1), (0, 100)])).isEmpty)
    #expect(ranges(of: [.max, 0, 1, .min]) == "\(Int.max), 0–1, \(Int.min)")
    #expect(Jump.jumps(in: []).isEmpty)
  }

  @Test(
    "numbers are rounded and never long",
    arguments: [
      (fixed(0.4895, 3), "0.490"), (fixed(-0.0004, 3), "0.000"), (fixed(-1.5, 0), "-2"),
      (fixed(12.3456, 2), "12.35"),
      (fixed(.nan, 2), "nan"), (fixed(1e300, 2), "1e+300"), (grouped(0), "0"),
      (grouped(-1234567), "-1,234,567"),
      (grouped(.min), "-9,223,372,036,854,775,808"), (bytes(999), "999 B"), (bytes(1000), "1.0 kB"),
      (bytes(90_900_000), "90.9 MB"), (bytes(999_600_000), "1.0 GB"), (bytes(5_000_000_000_000), "5.0 TB"),
      (milliseconds(0.123), "0.12 ms"), (milliseconds(12.34), "12.3 ms"), (milliseconds(1534), "1.53 s"),
      (span(seconds: 0.5), "0 s"), (span(seconds: 61), "1 min 1 s"), (span(seconds: 86_400), "1 d 0 h"),
    ])
  func numbers(text: String, expected: String) {
    #expect(text == expected)
  }

  @Test(
    "spellings of bytes are put together, others are left as they are",
    arguments: [
      ("Ġflies", "Ġflies"), ("ĠcafÃ©", "Ġcafé"), ("ãĥ¼ãĥĪ", "ート"), ("##ing", "##ing"),
      ("ðŁĺĢ", "😀"), ("Ċ", "\\n"), ("ÂŃ", "\\u{ad}"), ("日本", "日本"), ("", ""), ("\u{301}x", "◌\u{301}x"),
    ])
  func spellings(spelling: String, expected: String) {
    for family in ["roberta", "bert"] {
      var model = Examples.model
      model.family = family
      let shown = model.readable(spelling)
      #expect(shown.unicodeScalars.elementsEqual(expected.unicodeScalars), "\(shown)")
    }
  }

  @Test(
    "half a character is written out where letters stand for bytes, and is a letter elsewhere",
    arguments: [
      ("Ã", "\\xC3"), ("é", "\\xE9"), ("Ã©", "é"), ("Ġâ", "Ġ\\xE2"), ("âĢ", "\\xE2\\x80"), ("Ġ©a", "Ġ\\xA9a"),
      ("Ã©Ã", "é\\xC3"), ("Ċé", "\\n\\xE9"),
    ])
  func halves(spelling: String, expected: String) {
    #expect(Examples.model.readable(spelling) == expected)
    var model = Examples.model
    model.family = "bert"
    #expect(model.readable(spelling) == (spelling == "Ã©" ? "é" : displayed(spelling)))
  }

  @Test("a long sentence shows the lines around its traced token")
  func longSentence() {
    var result = Examples.one
    let word = result.tokens[5]
    result.tokens = (0..<512).map { position in
      var token = word
      token.position = position
      return token
    }
    let layout = Layout(width: 80, isColoured: false)
    for position in [0, 1, 200, 511] {
      let lines = result.sentence(traced: position, in: layout).map { $0.string(isColoured: false) }
      #expect(lines.count <= 9)
      #expect(lines.contains { $0.contains("▶\(position):Ġarrow") })
    }
  }
}
