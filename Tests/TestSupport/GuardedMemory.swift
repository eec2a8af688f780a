import Foundation

/// Room for so many values, directly before a page that nobody may touch.
package final class GuardedMemory<Value: BitwiseCopyable> {
  package let base: UnsafeMutablePointer<Value>
  private let pages: UnsafeMutableRawPointer
  private let length: Int

  /// All values are zero bits.
  package init(count: Int) throws {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let bytes = count * MemoryLayout<Value>.stride
    let inner = (bytes + page - 1) / page * page
    length = inner + page
    guard
      let pages = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      pages != MAP_FAILED, mprotect(pages + inner, page, PROT_NONE) == 0
    else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .ENOMEM) }
    self.pages = pages
    base = (pages + inner - bytes).bindMemory(to: Value.self, capacity: count)
  }

  deinit { munmap(pages, length) }
}
