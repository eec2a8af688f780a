/// Params that a daemon reads strictly: a key it does not know is an error, so that a misspelt `positon` does not
/// trace every position; a value of the wrong kind is an error that names it; `null` is no value.
package protocol StrictParameters: Sendable {
  /// Keys in the order of the documentation.
  associatedtype Keys: CodingKey & CaseIterable & RawRepresentable<String>

  /// Reads the params; the reader has already refused unknown keys.
  init(reading reader: ParameterReader<Keys>) throws(RPCError)
}

extension StrictParameters {
  /// Reads a request's params. Throws `invalidParams`.
  package init(params: JSONValue?, of method: MethodName) throws(RPCError) {
    try self.init(reading: ParameterReader<Keys>(params, method: method))
  }
}
