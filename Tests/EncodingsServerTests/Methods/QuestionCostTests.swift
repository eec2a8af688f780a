import Testing
import Tracing

@testable import EncodingsServer

/// What a question is thought to take, in tokens' passes through all layers.
@Suite struct QuestionCostTests {
  private static let facts = ModelFacts(
    name: "base", family: "roberta", layers: 12, hidden: 768, vocabulary: 50_265, limit: 512, mappedBytes: 0)

  private static func work(_ question: Question, tokens: Int = 14) -> Int {
    QuestionCost(question, tokens: tokens, facts: facts).work
  }

  @Test func growsWithPositionsAndLayers() {
    // A position's readings take V / 12 H, which is 5.45 of a token's pass.
    #expect(Self.work(Question(text: "", position: 1, top: 0)) == 14 + 5)
    #expect(Self.work(Question(text: "", top: 0)) == 14 + 76)
    #expect(Self.work(Question(text: "", top: 0, layers: [3, 7, 9])) == 14 + 19)
    #expect(Self.work(Question(text: "", top: 0), tokens: 512) == 512 + 2792)
  }

  @Test func growsWithNeighbors() {
    #expect(Self.work(Question(text: "", position: 1)) == 14 + 5)
    // 0.0085 for each at all layers.
    #expect(Self.work(Question(text: "", position: 1, top: 50_265)) == 14 + 431)
    #expect(Self.work(Question(text: "", top: 100), tokens: 512) == 512 + 3226)
  }

  @Test func hasBounds() {
    let question = Question(text: "", top: .max)
    #expect(QuestionCost(question, tokens: .max, facts: Self.facts).answerBytes == .max)
    #expect(Self.work(question) == 14 + 1_000_000_000_000)
    #expect(Self.work(Question(text: "", top: .min), tokens: 0) == 1)
  }
}
