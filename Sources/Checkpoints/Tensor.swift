/// Memory that tensors lie in, alive as long as the object.
package protocol TensorStorage: AnyObject, Sendable {
  var base: UnsafeRawPointer { get }
  var byteCount: Int { get }
}

/// A tensor of a checkpoint; keeps the memory it lies in alive. Row-major, little-endian.
package struct Tensor: Sendable {
  /// Its name in the file, prefix included.
  package let name: String
  package let elementType: ElementType
  package let shape: [Int]
  /// Number of elements.
  package let count: Int
  private let storage: any TensorStorage
  private let offset: Int

  /// The caller has checked that `count` elements lie within `storage` from `offset`.
  init(
    name: String, elementType: ElementType, shape: [Int], count: Int, storage: any TensorStorage, offset: Int
  ) {
    self.name = name
    self.elementType = elementType
    self.shape = shape
    self.count = count
    self.storage = storage
    self.offset = offset
  }

  package var byteCount: Int { count * elementType.byteCount }

  /// The first element, aligned for its type. Valid as long as a copy of this tensor lives.
  package var base: UnsafeRawPointer { storage.base + offset }

  /// Calls `body` with the tensor's bytes.
  package func withUnsafeBytes<Value, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    try withExtendedLifetime(storage) { () throws(Failure) in
      try body(UnsafeRawBufferPointer(start: base, count: byteCount))
    }
  }
}

/// A private copy of bytes that lie badly in their file.
///
/// Writers of safetensors before 0.3.1 did not pad the header, so whole files may start their numbers at an odd byte,
/// where neither C nor a vector unit may load them. Those tensors, and only those, are paid for in private memory.
final class AlignedCopy: TensorStorage, @unchecked Sendable {
  // Unchecked because of the pointer alone: the bytes are written in `init` and never after.
  let base: UnsafeRawPointer
  let byteCount: Int

  init(of bytes: UnsafeRawBufferPointer) {
    let copy = UnsafeMutableRawPointer.allocate(byteCount: bytes.count, alignment: 64)
    if let source = bytes.baseAddress { copy.copyMemory(from: source, byteCount: bytes.count) }
    base = UnsafeRawPointer(copy)
    byteCount = bytes.count
  }

  deinit {
    base.deallocate()
  }
}
