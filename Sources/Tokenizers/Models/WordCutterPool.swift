import Synchronization

/// The word cutters of a tokenizer that no thread is using. Each call borrows one, so that threads share warm caches
/// without ever waiting for one another's words.
final class WordCutterPool: Sendable {
  /// More are thrown away when they come back; each holds some 2 MB.
  private static let keptCutters = 8

  private let idle = Mutex<[WordCutter]>([])
  private let seed = UInt64.random(in: .min ... .max)

  func take() -> WordCutter {
    idle.withLock { $0.popLast() } ?? WordCutter(seed: seed)
  }

  func giveBack(_ cutter: consuming WordCutter) {
    let returned = cutter
    idle.withLock { idle in
      if idle.count < WordCutterPool.keptCutters { idle.append(returned) }
    }
  }
}
