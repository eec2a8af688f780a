/// A JSON value and the byte it starts at.
struct JSONValue: Sendable {
  enum Content: Sendable {
    case null
    case boolean(Bool)
    /// As it is spelled.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])
  }

  let content: Content
  let offset: Int

  /// The number, if it is a whole one that is spelled without fraction or exponent and fits.
  var integer: Int? {
    guard case .number(let text) = content else { return nil }
    return Int(text)
  }

  /// The number, if it is one and finite.
  var double: Double? {
    guard case .number(let text) = content, let value = Double(text), value.isFinite else { return nil }
    return value
  }

  var string: String? {
    guard case .string(let text) = content else { return nil }
    return text
  }

  var boolean: Bool? {
    guard case .boolean(let value) = content else { return nil }
    return value
  }

  var array: [JSONValue]? {
    guard case .array(let elements) = content else { return nil }
    return elements
  }

  var object: [String: JSONValue]? {
    guard case .object(let members) = content else { return nil }
    return members
  }

  var isNull: Bool {
    guard case .null = content else { return false }
    return true
  }
}
