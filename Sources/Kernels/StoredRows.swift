/// A matrix as a weight file stores it: `count` rows of `width` numbers, row after row. Whoever made it keeps the
/// memory alive.
package struct StoredRows: @unchecked Sendable {
  package let base: UnsafeRawPointer
  package let element: StoredElement
  package let count: Int
  package let width: Int

  package init(base: UnsafeRawPointer, element: StoredElement, count: Int, width: Int) {
    self.base = base
    self.element = element
    self.count = count
    self.width = width
  }

  package func row(_ index: Int) -> UnsafeRawPointer {
    base + index * width * element.byteCount
  }
}
