import FoundationEssentials

/// A result that can be written as the `result` of a `Response`.
package protocol ResultEncodable: Encodable, Sendable {
  /// The result as JSON text. Throws if a number in it is not finite.
  func json() throws(RPCError) -> [UInt8]
}

extension ResultEncodable {
  /// The result as JSON text, object keys in ascending order.
  package func json() throws(RPCError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(self))
    } catch {
      throw .internalError("the answer cannot be written as JSON")
    }
  }
}

extension TokenizeResult: ResultEncodable {}
extension ModelsResult: ResultEncodable {}
extension StatusResult: ResultEncodable {}
extension MetricsResult: ResultEncodable {}
extension TraceResult: ResultEncodable {}
