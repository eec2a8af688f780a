import Testing
import Tracing

@testable import EncodingsServer

/// What a question is thought to take, in thousands of operations.
@Suite struct QuestionCostTests {
  private static func facts(layers: Int = 12, hidden: Int = 768) -> ModelFacts {
    ModelFacts(
      name: "base", family: "roberta", layers: layers, hidden: hidden, vocabulary: 50_265, limit: 512,
      mappedBytes: 0)
  }

  private static func cost(_ question: Question, tokens: Int = 14) -> QuestionCost {
    QuestionCost(question, tokens: tokens, facts: facts())
  }

  /// 24 * 768 * 768 / 1000
  private static let tokenLayer = 14_155.776
  /// 2 * 50265 * 768 / 1000
  private static let reading = 77_207.04

  @Test func growsWithTokensPositionsAndLayers() {
    let one = Self.cost(Question(text: "", position: 1, top: 0))
    #expect(one.forward == Int(14 * 12 * Self.tokenLayer) && one.reading == Int(12 * Self.reading))
    #expect(one.work == one.forward + one.reading)
    let all = Self.cost(Question(text: "", top: 0), tokens: 512)
    #expect(all.forward == Int(512 * 12 * Self.tokenLayer) && all.reading == Int(512 * 12 * Self.reading))
  }

  @Test func goesAsDeepAsIsAsked() {
    let some = Self.cost(Question(text: "", position: 1, top: 0, layers: [0, 3, 7]))
    #expect(some.forward == Int(14 * 8 * Self.tokenLayer) && some.reading == Int(3 * Self.reading))
    let none = Self.cost(Question(text: "", position: 1, top: 0, layers: []))
    #expect(none.forward == 1 && none.reading == 1)
  }

  @Test func growsWithNeighbors() {
    #expect(Self.cost(Question(text: "", position: 1)).reading == Int(12 * (Self.reading + 15 * 120)))
    #expect(
      Self.cost(Question(text: "", position: 1, top: 50_265)).reading
        == Int(12 * (Self.reading + 50_265 * 120)))
  }

  /// A lane knows one speed for all of its models.
  @Test func growsWithTheModel() {
    let question = Question(text: "", position: 1)
    let mini = QuestionCost(question, tokens: 14, facts: Self.facts(layers: 6, hidden: 256))
    #expect(Self.cost(question).forward / 18 == mini.forward)
  }

  @Test func hasBounds() {
    let question = Question(text: "", top: .max)
    let most = QuestionCost(question, tokens: .max, facts: Self.facts())
    #expect(most.answerBytes == .max && most.work == 2_000_000_000_000)
    #expect(Self.cost(Question(text: "", top: .min), tokens: 0).work == 2)
  }
}
