/// Why a checkpoint that is whole has no encoder here.
package struct EncoderError: Error, Sendable, Hashable {
  package var reason: String

  package init(reason: String) {
    self.reason = reason
  }
}
