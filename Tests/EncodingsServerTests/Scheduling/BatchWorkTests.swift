import Encoders
import Testing

@testable import EncodingsServer

/// What is learned of a lane's speed must not depend on how many ask about one text, and must on what is run of it.
@Suite struct BatchWorkTests {
  private static let cost = QuestionCost(forward: 14, reading: 5, answerBytes: 0)

  private static func request(
    _ ids: Range<Int32>, position: Int = 0, layers: [Int] = [0, 1], tap: Tap = .residMid
  ) -> TapRequest {
    TapRequest(ids: Array(ids), positions: [position], layers: layers, tap: tap, arithmetic: .exact)
  }

  @Test func aTextCountsOnce() {
    var work = BatchWork()
    for position in 0..<14 {
      work.add(Self.cost, isRun: true, request: Self.request(0..<14, position: position))
    }
    #expect(work.total == 14 + 14 * 5)
    work.add(
      QuestionCost(forward: 20, reading: 6, answerBytes: 0), isRun: true, request: Self.request(1..<15))
    #expect(work.total == 14 + 14 * 5 + 26)
  }

  @Test func whatIsRunApartCountsApart() {
    var work = BatchWork()
    let requests = [
      Self.request(0..<14), Self.request(0..<14, layers: [1]), Self.request(0..<14, tap: .mlpOut),
    ]
    for request in requests + requests { work.add(Self.cost, isRun: true, request: request) }
    #expect(work.total == 3 * 14 + 6 * 5)
  }

  @Test func whatIsNotRunCountsAsItIs() {
    var work = BatchWork()
    for (isRun, total) in [(false, 5), (true, 24), (false, 29), (true, 34)] {
      work.add(Self.cost, isRun: isRun, request: Self.request(0..<3))
      #expect(work.total == total)
    }
  }
}
