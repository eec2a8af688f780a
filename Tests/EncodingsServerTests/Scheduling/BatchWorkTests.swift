import Testing

@testable import EncodingsServer

/// What is learned of a lane's speed must not depend on how many ask about one text.
@Suite struct BatchWorkTests {
  private static let cost = QuestionCost(forward: 14, reading: 5, answerBytes: 0)

  @Test func aTextCountsOnce() {
    var work = BatchWork()
    for _ in 0..<16 { work.add(Self.cost, isRun: true, ids: Array(0..<14)) }
    #expect(work.total == 14 + 16 * 5)
    work.add(QuestionCost(forward: 20, reading: 6, answerBytes: 0), isRun: true, ids: Array(1..<15))
    #expect(work.total == 14 + 16 * 5 + 26)
  }

  @Test func whatIsNotRunCountsAsItIs() {
    var work = BatchWork()
    for (isRun, total) in [(false, 5), (true, 24), (false, 29), (true, 34)] {
      work.add(Self.cost, isRun: isRun, ids: [1, 2, 3])
      #expect(work.total == total)
    }
  }
}
