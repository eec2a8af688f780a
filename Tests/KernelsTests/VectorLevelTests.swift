import Foundation
import Kernels
import Testing

/// The level that is chosen is the one whose units the system says the CPU has: tests at every level would leave out in
/// silence what is refused.
@Suite struct VectorLevelTests {
  @Test func theBestIsWhatTheCPUHas() throws {
    let text = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    let line = text.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
    let flags = Set(line.split(separator: " ").map(String.init))
    let needed: [(VectorLevel, [String])] = [
      (.avx2, ["avx2", "fma", "f16c"]),
      (.avx512, ["avx512f", "avx512bw", "avx512dq", "avx512vl"]),
      (.avx512VNNI, ["avx512_vnni"]),
      (.amx, ["amx_tile", "amx_bf16", "amx_int8"]),
    ]
    let has = needed.prefix { $0.1.allSatisfy(flags.contains) }.last?.0 ?? .portable
    // Where their steps are followed by others, every level is there.
    let isSplit = ProcessInfo.processInfo.environment["ENCODINGS_SPLIT"] != nil
    #expect(VectorLevel.best == (isSplit ? .amx : has))
  }
}
