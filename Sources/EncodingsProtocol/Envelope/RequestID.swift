/// What a request calls itself, to know its answer by.
public enum RequestID: Sendable, Hashable {
  /// A whole number within 64 bits; fractions are refused.
  case number(Int64)
  /// A string.
  case string(String)
  /// `null`: what an answer carries whose request could not be read. A request may use it, but should not.
  case null

  /// The id that a JSON value spells; nil if it spells none.
  public init?(_ value: JSONValue) {
    switch value {
    case .integer(let number): self = .number(number)
    case .string(let string): self = .string(string)
    case .null: self = .null
    default: return nil
    }
  }

  /// The id as JSON.
  public var value: JSONValue {
    switch self {
    case .number(let number): .integer(number)
    case .string(let string): .string(string)
    case .null: .null
    }
  }
}

extension RequestID {
  /// Strings are the same id when their scalars are, as for every other program: Swift alone takes `é` in one scalar
  /// and in two for the same.
  public static func == (first: RequestID, second: RequestID) -> Bool {
    switch (first, second) {
    case (.number(let first), .number(let second)): first == second
    case (.string(let first), .string(let second)): first.utf8.elementsEqual(second.utf8)
    case (.null, .null): true
    default: false
    }
  }
}

extension RequestID: Codable {
  /// Reads an integer, a string or null.
  public init(from decoder: any Decoder) throws {
    let value = try JSONValue(from: decoder)
    guard let id = RequestID(value) else {
      throw DecodingError.typeMismatch(
        RequestID.self,
        .init(codingPath: decoder.codingPath, debugDescription: "an id is an integer, a string or null"))
    }
    self = id
  }

  /// Writes the integer, the string or null.
  public func encode(to encoder: any Encoder) throws {
    try value.encode(to: encoder)
  }
}
