package import Synchronization

/// A derived copy of weights in memory, as a file would hold it.
package final class CopyInMemory: Sendable {
  package nonisolated(unsafe) let base: UnsafeMutableRawBufferPointer
  package let isWhole = Atomic(true)

  package init(_ byteCount: Int, _ make: ((UnsafeRawBufferPointer) -> Bool) -> Bool) {
    base = .allocate(byteCount: byteCount, alignment: 64)
    var filled = 0
    let base = base
    let isMade = make { piece in
      base[filled..<filled + piece.count].copyBytes(from: piece)
      filled += piece.count
      return true
    }
    precondition(isMade && filled == base.count)
  }

  deinit { base.deallocate() }
}
