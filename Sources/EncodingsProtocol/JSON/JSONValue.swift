/// Any JSON value, as a tree.
///
/// A number without fraction or exponent that fits 64 bits is an `integer`; every other number is a finite
/// `number`. Both compare by what they hold, not by how they were spelt.
public enum JSONValue: Sendable, Hashable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A whole number spelt without fraction or exponent.
  case integer(Int64)
  /// Any other finite number.
  case number(Double)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object; the parser refuses a repeated key.
  case object([String: JSONValue])

  /// The value as a whole number, whether spelt `2`, `2.0` or `2e0`; nil if it is none.
  public var wholeNumber: Int? {
    switch self {
    case .integer(let value): Int(exactly: value)
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  /// The string; nil if it is none.
  public var stringValue: String? {
    guard case .string(let value) = self else { return nil }
    return value
  }

  /// The member of an object; nil for a value that is no object or has no such key.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[key]
  }

  /// The value as compact JSON, object keys in ascending order.
  public func json() -> [UInt8] {
    var writer = JSONWriter()
    writer.value(self)
    return writer.bytes
  }

  /// What it is, for a message: `the string "abc"`, `2.5`, `an array`.
  package var found: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string(let value): "the string \(quoted(value))"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }

  /// A whole number.
  public init(integerLiteral value: Int64) { self = .integer(value) }

  /// An array.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
}
