import Testing

@testable import EncodingsServer

/// Lines on standard error, which a terminal may show.
@Suite struct StandardErrorLogTests {
  @Test func noNameEndsALineOrOrdersATerminal() {
    #expect(
      StandardErrorLog.inOneLine("a=é b\nc\u{1B}[31m\r\n\u{7F}")
        == "a=é b\\u{a}c\\u{1b}[31m\\u{d}\\u{a}\\u{7f}")
  }
}
