/// The members of a `config.json`, read by key and held to a type and a range.
struct ConfigurationFields {
  let path: String
  let members: [String: JSONValue]

  /// The value of `key`; null counts as absent.
  func value(_ key: String) -> JSONValue? {
    members[key].flatMap { $0.isNull ? nil : $0 }
  }

  /// The error for `key`; `reason` goes on after its name.
  func refuse(_ key: String, _ reason: String) -> CheckpointError {
    CheckpointError(file: path, offset: members[key]?.offset, reason: "\(key) \(reason)")
  }

  func integer(
    _ key: String, in range: ClosedRange<Int>, default fallback: Int? = nil
  ) throws(CheckpointError) -> Int {
    try read(key, fallback, "a whole number from \(range.lowerBound) to \(range.upperBound)") {
      $0.integer.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  func double(
    _ key: String, in range: ClosedRange<Double>, default fallback: Double? = nil
  ) throws(CheckpointError) -> Double {
    try read(key, fallback, "a number from \(range.lowerBound) to \(range.upperBound)") {
      $0.double.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  private static let longestString = 1024

  func string(_ key: String, default fallback: String? = nil) throws(CheckpointError) -> String {
    let string = try read(key, fallback, "a string", \.string)
    // To compare Swift's strings may take the square of their length.
    guard string.utf8.count <= Self.longestString else {
      throw refuse(key, "has \(string.utf8.count) bytes, expected at most \(Self.longestString)")
    }
    return string
  }

  func boolean(_ key: String, default fallback: Bool? = nil) throws(CheckpointError) -> Bool {
    try read(key, fallback, "true or false", \.boolean)
  }

  private func read<Value>(
    _ key: String, _ fallback: Value?, _ expected: String, _ convert: (JSONValue) -> Value?
  ) throws(CheckpointError) -> Value {
    guard let found = value(key) else {
      guard let fallback else {
        throw refuse(key, "is missing, expected \(expected): download the model's own config.json")
      }
      return fallback
    }
    guard let value = convert(found) else {
      throw refuse(key, "is out of range or of the wrong type, expected \(expected)")
    }
    return value
  }
}
