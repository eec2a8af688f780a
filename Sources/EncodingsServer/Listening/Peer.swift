/// Who is at the other end of a connection, as the kernel saw it connect.
///
/// Laid out as the kernel's `struct ucred`, which Glibc's module hides: three 32-bit numbers in this order.
struct Peer: Hashable, Sendable {
  var process: Int32
  var user: UserID
  var group: UInt32
}
