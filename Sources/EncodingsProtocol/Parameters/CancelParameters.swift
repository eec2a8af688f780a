/// Params of `$/cancelRequest`.
public struct CancelParameters: Codable, Sendable, Hashable {
  /// The id of the request whose answer is no longer wanted.
  public var id: RequestID

  /// Cancels the request of that id.
  public init(id: RequestID) {
    self.id = id
  }

  package enum CodingKeys: String, CodingKey, CaseIterable {
    case id
  }
}

extension CancelParameters: StrictParameters {
  package init(reading reader: ParameterReader<CodingKeys>) throws(RPCError) {
    id = try reader.required(.id) { reader, key throws(RPCError) in try reader.identifier(key) }
  }
}
