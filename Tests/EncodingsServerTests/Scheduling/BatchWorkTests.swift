import Testing

@testable import EncodingsServer

/// What is learned of a lane's speed must not depend on how many ask about one text.
@Suite struct BatchWorkTests {
  @Test func aTextCountsOnce() {
    var work = BatchWork()
    for _ in 0..<16 { work.add(19, isRun: true, ids: Array(0..<14)) }
    #expect(work.total == 19 + 15 * 5)
    work.add(26, isRun: true, ids: Array(1..<15))
    #expect(work.total == 19 + 15 * 5 + 26)
  }

  @Test func whatIsNotRunCountsAsItIs() {
    var work = BatchWork()
    work.add(8, isRun: false, ids: [1, 2, 3])
    #expect(work.total == 5)
    work.add(8, isRun: true, ids: [1, 2, 3])
    #expect(work.total == 13)
    work.add(8, isRun: false, ids: [1, 2, 3])
    #expect(work.total == 18)
    work.add(2, isRun: true, ids: [1, 2, 3])
    #expect(work.total == 19)
  }
}
