import EncodingsProtocol
import Foundation
import TestSupport
import Testing

/// The daemon with a checkpoint of roberta-base's shape: how long answers take, and that the weights stay the file's.
@Suite(.enabled(if: binariesAreHere, "ENCODINGS_BINARIES names no folder"))
struct LargeModelServiceTests {
  @Test(.enabled(if: TestData.largeModel != nil, "ENCODINGS_LARGE_MODEL names no folder"))
  func memoryStaysTheFiles() async throws {
    let daemon = try await RunningDaemon(models: [#require(TestData.largeModel)])
    let golden = try Golden.load("roberta-base-random")
    for text in golden.texts {
      for _ in 0..<3 {
        let result = try await daemon.trace([text.text, "2", "--top", "\(15 + Int.random(in: 0..<5))"])
        let memory = try await memory(of: daemon)
        print(
          "\(result.tokens.count) tokens, one position: \(result.timing.computeMs) ms, private dirty "
            + "\(memory.privateDirtyBytes >> 20) MiB of \(memory.residentBytes >> 20) MiB resident")
        #expect(result.tokens.map(\.id) == text.ids)
      }
    }
    let all = try await daemon.trace([golden.texts[0].text])
    print("\(all.tokens.count) tokens, every position: \(all.timing.computeMs) ms")
    // What a long question takes is given back.
    let words = Array(repeating: "word", count: 600).joined(separator: " ")
    let long = try await daemon.trace([words, "--truncate"])
    #expect(long.journeys.count == 512)
    var memory = try await memory(of: daemon)
    for _ in 0..<100 where memory.privateDirtyBytes >= 64 << 20 {
      try await Task.sleep(for: .milliseconds(50))
      memory = try await self.memory(of: daemon)
    }
    print(
      "after a question about every position of 512 tokens: private dirty \(memory.privateDirtyBytes >> 20) MiB"
    )
    #expect(memory.privateDirtyBytes < 64 << 20)
    #expect(memory.residentBytes > 300 << 20, "the weights were never read")
  }

  private func memory(of daemon: RunningDaemon) async throws -> MemoryStatus {
    let status = try await daemon.ask("status", "--json")
    let result = try JSONDecoder().decode(StatusResult.self, from: Data(status.output.utf8))
    return try #require(result.memory)
  }
}
