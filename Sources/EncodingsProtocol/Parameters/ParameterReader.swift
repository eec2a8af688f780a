/// Takes params apart by key. Every refusal names the key, what was expected and what was found.
package struct ParameterReader<Keys: CodingKey & CaseIterable & RawRepresentable<String>> {
  private let members: [String: JSONValue]
  /// Characters of an unknown key that are told back.
  private static var longestPath: Int { 256 }

  package init(_ params: JSONValue?, method: MethodName) throws(RPCError) {
    switch params {
    case nil: members = [:]
    case .object(let members): self.members = members
    case .some(let other):
      throw .invalidParams("params", "must be an object with a value for each name, not \(other.found).")
    }
    let known = Keys.allCases.map(\.rawValue)
    if let unknown = members.keys.leastByBytes(besides: known) {
      let offer = known.isEmpty ? "which takes none" : "which takes \(known.joined(separator: ", "))"
      throw .invalidParams(
        String(unknown.prefix(Self.longestPath)), shown: quoted(unknown),
        "is no parameter of \(method.rawValue), \(offer)"
          + (suggestion(for: unknown, among: known).map { "; did you mean \($0)?" } ?? "."))
    }
  }

  package func required<Value>(
    _ key: Keys, _ read: (ParameterReader, Keys) throws(RPCError) -> Value?
  ) throws(RPCError) -> Value {
    if members[key.rawValue] == .null {
      throw .invalidParams(key.rawValue, "is null, but it is required.")
    }
    guard let value = try read(self, key) else {
      throw .invalidParams(key.rawValue, "is missing: it is required.")
    }
    return value
  }

  package func string(_ key: Keys) throws(RPCError) -> String? {
    guard let value = members[key.rawValue] else { return nil }
    guard case .string(let string) = value else { throw wrong(key, "a string", value) }
    return string
  }

  package func choice(_ key: Keys, of choices: [String]) throws(RPCError) -> String? {
    guard let string = try string(key) else { return nil }
    // By bytes: to compare Swift's strings may take the square of their length.
    guard choices.contains(where: { $0.utf8.elementsEqual(string.utf8) }) else {
      throw .invalidParams(
        key.rawValue,
        "must be one of \(choices.joined(separator: ", ")), not \(quoted(string))"
          + (suggestion(for: string, among: choices).map { "; did you mean \($0)?" } ?? "."))
    }
    return string
  }

  package func integer(_ key: Keys) throws(RPCError) -> Int? {
    guard let value = members[key.rawValue] else { return nil }
    guard let integer = value.wholeNumber else { throw wrong(key, "an integer", value) }
    return integer
  }

  package func integers(_ key: Keys) throws(RPCError) -> [Int]? {
    guard let value = members[key.rawValue] else { return nil }
    guard case .array(let elements) = value else { throw wrong(key, "an array of integers", value) }
    var integers: [Int] = []
    integers.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      guard let integer = element.wholeNumber else {
        throw .invalidParams("\(key.rawValue)[\(index)]", "must be an integer, not \(element.found).")
      }
      integers.append(integer)
    }
    return integers
  }

  package func bool(_ key: Keys) throws(RPCError) -> Bool? {
    guard let value = members[key.rawValue] else { return nil }
    guard case .bool(let bool) = value else { throw wrong(key, "true or false", value) }
    return bool
  }

  /// An integer or a string, as ids and progress tokens are.
  package func identifier(_ key: Keys) throws(RPCError) -> RequestID? {
    guard let value = members[key.rawValue] else { return nil }
    guard let id = RequestID(value), id != .null else { throw wrong(key, "an integer or a string", value) }
    return id
  }

  private func wrong(_ key: Keys, _ expected: String, _ found: JSONValue) -> RPCError {
    let advice = found == .null ? "; leave the key out to have the default" : ""
    return .invalidParams(key.rawValue, "must be \(expected), not \(found.found)\(advice).")
  }
}
