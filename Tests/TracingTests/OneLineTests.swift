import Testing
import Tracing

/// Words from outside, as a terminal, a log or the service manager may be given them.
@Suite struct OneLineTests {
  @Test func noNameEndsALineOrOrdersATerminal() {
    #expect(
      "a=é b\nc\u{1B}[31m\r\n\u{7F}\u{85}\u{2028}".inOneLine()
        == "a=é b\\u{a}c\\u{1b}[31m\\u{d}\\u{a}\\u{7f}\\u{85}\\u{2028}")
    #expect("fdp.\u{202E}exe\u{200B}".inOneLine() == "fdp.\\u{202e}exe\\u{200b}")
  }

  @Test func noReasonIsLongerThanAParagraph() {
    #expect("abc".inOneLine(most: 3) == "abc" && "abcd".inOneLine(most: 3) == "abc…")
    let error = LoadingError(file: "f", offset: nil, reason: String(repeating: "\n", count: 1 << 20))
    #expect(error.reason == String(repeating: "\\u{a}", count: 1000) + "…")
  }
}
