internal import CAllocator

/// Memory that is free again, and that the C library keeps for more of the same.
enum FreedMemory {
  /// Has what is large go back to the machine at once, and of the rest no more stay than this: left to itself the library
  /// keeps ever larger pieces.
  static func keepLittle() {
    mallopt(M_MMAP_THRESHOLD, 1 << 20)
    mallopt(M_TRIM_THRESHOLD, 1 << 20)
  }

  /// Gives back what lies between pieces in use.
  static func giveBack() {
    malloc_trim(0)
  }
}
