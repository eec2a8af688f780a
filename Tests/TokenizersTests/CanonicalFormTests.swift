import TestSupport
import Testing

@testable import Tokenizers

/// The normalisation forms against what must hold of them and against canonical equivalence as Swift's own String
/// has it, from tables of its own.
@Suite struct CanonicalFormTests {
  static let forms: [CanonicalForm] = [.decomposed, .composed, .compatiblyDecomposed, .compatiblyComposed]

  private func apply(_ form: CanonicalForm, _ text: String) -> [UInt32] {
    var aligned = AlignedText(Array(scalarsOf: text), base: 0)
    form.apply(to: &aligned)
    return aligned.scalars
  }

  private func string(_ scalars: [UInt32]) -> String {
    var view = String.UnicodeScalarView()
    for scalar in scalars { view.append(Unicode.Scalar(scalar) ?? "\u{FFFD}") }
    return String(view)
  }

  /// Every scalar in the two canonical forms is equivalent to itself, and in a form nothing is left to do.
  @Test func ofEveryScalar() {
    var changed = [0, 0, 0, 0]
    for code in UInt32(0)...0x10FFFF {
      guard let scalar = Unicode.Scalar(code) else { continue }
      let text = String(scalar)
      for (index, form) in Self.forms.enumerated() {
        let scalars = apply(form, text)
        guard scalars != [code] else { continue }
        changed[index] += 1
        let result = string(scalars)
        if index < 2, result != text {
          Issue.record("\(form) of U+\(String(code, radix: 16)) is another text")
        }
        if apply(form, result) != scalars {
          Issue.record("\(form) of U+\(String(code, radix: 16)) is no end")
        }
      }
    }
    // As many as Unicode has had since long: 2,000 or so and the Hangul syllables decompose.
    #expect(
      changed[0] > 13_000 && changed[1] > 1000 && changed[2] > 16_000 && changed[3] > 4000, "\(changed)")
  }

  /// Letters with marks in any order: the forms are equivalent to the text, and equivalent texts have one form.
  @Test func ofMarksInAnyOrder() {
    let marks: [Unicode.Scalar] = [
      "\u{301}", "\u{308}", "\u{323}", "\u{327}", "\u{338}", "\u{345}", "\u{5B0}", "\u{64B}", "\u{93C}",
      "\u{3099}",
    ]
    let starters: [Unicode.Scalar] = [
      "a", "e", "o", "s", "Å", "ợ", "か", "ᄒ", "ᅡ", "ᆫ", "가", "ά", "\u{1B05}", " ",
    ]
    var random = SeededGenerator(seed: 5)
    for _ in 0..<5000 {
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        text.append(starters.randomElement(using: &random) ?? "a")
        for _ in 0..<Int.random(in: 0...3, using: &random) {
          text.append(marks.randomElement(using: &random) ?? "\u{301}")
        }
      }
      let original = String(text)
      let decomposed = apply(.decomposed, original)
      let composed = apply(.composed, original)
      #expect(string(decomposed) == original && string(composed) == original)
      #expect(apply(.decomposed, string(composed)) == decomposed)
      #expect(apply(.composed, string(decomposed)) == composed)
      #expect(composed.count <= decomposed.count)
    }
  }

  @Test(arguments: [
    (CanonicalForm.decomposed, "ợ", "o\u{31B}\u{323}"), (.composed, "o\u{323}\u{31B}", "ợ"),
    (.composed, "q\u{307}\u{323}", "q\u{323}\u{307}"), (.composed, "\u{212B}", "Å"), (.composed, "각", "각"),
    (.composed, "\u{1100}\u{1161}\u{11A8}", "각"), (.composed, "가\u{11A7}", "가\u{11A7}"),
    (.decomposed, "각", "\u{1100}\u{1161}\u{11A8}"),
    // A composition that Unicode excludes stays apart.
    (.composed, "\u{958}", "क\u{93C}"), (.compatiblyDecomposed, "ﬁ½", "fi1\u{2044}2"),
    (.compatiblyComposed, "ｶﾞＡ", "ガA"), (.decomposed, "ﬁ", "ﬁ"),
  ])
  func examples(_ form: CanonicalForm, _ text: String, _ expected: String) {
    // Compared as scalars: as Strings equivalent texts are equal.
    #expect(apply(form, text) == Array(scalarsOf: expected))
  }

  /// Wherever a scalar goes, its place in the original goes with it.
  @Test func keepsPlaces() {
    var text = AlignedText(Array(scalarsOf: "xẛ̣e\u{301}각"), base: 10)
    CanonicalForm.compatiblyDecomposed.apply(to: &text)
    let places = (0..<text.count).map { text.source(of: $0) }
    #expect(zip(places, places.dropFirst()).allSatisfy { $0.start <= $1.start && $0.end <= $1.end })
    #expect(places.first == SourceRange(start: 10, end: 11) && places.last == SourceRange(start: 15, end: 16))
  }
}
