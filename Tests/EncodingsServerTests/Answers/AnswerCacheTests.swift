import EncodingsProtocol
import Testing
import Tracing

@testable import EncodingsServer

/// Which questions are the same, and which answers are given again.
@Suite struct AnswerCacheTests {
  private static func key(_ text: String, generation: Int = 1, _ change: (inout Question) -> Void = { _ in })
    -> AnswerKey
  {
    var question = Question(text: text)
    change(&question)
    return AnswerKey(generation: generation, question: question)
  }

  private static func answer(_ tap: String) -> EncodedTrace {
    EncodedTrace(EncodedTraceTests.result(tap: tap))
  }

  @Test func textsThatOnlyLookAlikeAreTwo() {
    // The strings are equal to Swift, but their tokens differ.
    #expect("caf\u{E9}" == "cafe\u{301}")
    #expect(Self.key("caf\u{E9}") != Self.key("cafe\u{301}"))
    #expect(Self.key("a") == Self.key("a"))
    let cache = AnswerCache(limit: 1 << 20)
    cache.keep(Self.answer("x"), to: Self.key("caf\u{E9}"))
    #expect(cache.answer(to: Self.key("cafe\u{301}"), upTo: .max).answer == nil)
    #expect(cache.answer(to: Self.key("caf\u{E9}"), upTo: .max).answer != nil)
  }

  @Test func everyPartOfAQuestionCounts() {
    let keys = [
      Self.key("a"), Self.key("b"), Self.key(""), Self.key("a\u{0}"), Self.key("a", generation: 2),
      Self.key("a") { $0.position = 0 }, Self.key("a") { $0.position = 1 },
      Self.key("a") { $0.tap = .residPost }, Self.key("a") { $0.space = .word },
      Self.key("a") { $0.metric = .euclidean }, Self.key("a") { $0.arithmetic = .published },
      Self.key("a") { $0.top = 14 }, Self.key("a") { $0.layers = [] }, Self.key("a") { $0.layers = [0, 1] },
      Self.key("a") { $0.truncate = true },
    ]
    #expect(Set(keys).count == keys.count)
  }

  @Test func hitsAndMissesAreCountedOnceAQuestion() {
    let cache = AnswerCache(limit: 1 << 20)
    #expect(cache.answer(to: Self.key("a"), upTo: .max).answer == nil)
    #expect(cache.lateAnswer(to: Self.key("a")) == nil)
    cache.missed()
    #expect(cache.status.hits == 0 && cache.status.misses == 1)
    #expect(cache.answer(to: Self.key("a"), upTo: .max).answer == nil)
    cache.keep(Self.answer("x"), to: Self.key("a"))
    // It was missed when it was asked, and is there when its turn comes.
    #expect(cache.lateAnswer(to: Self.key("a")) != nil)
    #expect(cache.status.hits == 1 && cache.status.misses == 1)
    #expect(cache.answer(to: Self.key("a"), upTo: .max).answer != nil)
    #expect(cache.status.hits == 2 && cache.status.misses == 1)
  }

  @Test func aLongAnswerIsKeptButNotGivenAtOnce() {
    let cache = AnswerCache(limit: 1 << 20)
    let answer = Self.answer("x")
    cache.keep(answer, to: Self.key("a"))
    let early = cache.answer(to: Self.key("a"), upTo: answer.bytes - 1)
    #expect(early.answer == nil && early.isKept)
    #expect(cache.status.hits == 0 && cache.status.misses == 0)
    #expect(cache.lateAnswer(to: Self.key("a"))?.bytes == answer.bytes)
    #expect(cache.status.hits == 1 && cache.status.misses == 0)
    let whole = cache.answer(to: Self.key("a"), upTo: answer.bytes)
    #expect(whole.answer != nil && whole.isKept)
    #expect(!cache.answer(to: Self.key("b"), upTo: .max).isKept)
  }

  @Test func bytesIncludeTheQuestion() {
    let cache = AnswerCache(limit: 1 << 20)
    let answer = Self.answer("x")
    let long = Self.key(String(repeating: "é", count: 1000))
    cache.keep(answer, to: long)
    #expect(long.bytes >= 2000)
    #expect(
      cache.status
        == CacheStatus(
          entries: 1, bytes: answer.bytes + long.bytes, limitBytes: 1 << 20, hits: 0, misses: 0))
    cache.resize(limit: 2000)
    #expect(cache.status == CacheStatus(entries: 0, bytes: 0, limitBytes: 2000, hits: 0, misses: 0))
  }
}
