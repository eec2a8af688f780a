/// Params of a method that takes none: absent, or an empty object.
public struct NoParameters: Codable, Sendable, Hashable {
  /// No params.
  public init() {}

  /// No keys; spelt out because the compiler derives none of this for an enumeration without cases.
  package enum CodingKeys: CodingKey, CaseIterable, RawRepresentable {
    package init?(rawValue: String) { nil }
    package init?(stringValue: String) { nil }
    package init?(intValue: Int) { nil }
    package var rawValue: String { switch self {} }
    package var stringValue: String { switch self {} }
    package var intValue: Int? { switch self {} }
  }
}

extension NoParameters: StrictParameters {
  package init(reading reader: ParameterReader<CodingKeys>) throws(RPCError) {
    self.init()
  }
}
