import EncodingsProtocol

/// What is read as JSON says the same when it is written and read again, and so does what is read as a request. Both
/// readers of JSON take and refuse the same texts.
func fuzzMessages(_ input: UnsafeRawBufferPointer) {
  let bytes = Array(input)
  let value = try? JSONParser.parse(bytes)
  if let value {
    let again = try? JSONParser.parse(value.json())
    promise(again == value, "\(value) is read back as \(String(describing: again))")
    if case .object(let members) = value {
      let ranges = try? JSONParser.members(of: bytes)
      promise(ranges.map { Set($0.keys) } == Set(members.keys), "members of \(value)")
    }
  }
  guard let incoming = try? Incoming.parse(bytes) else { return }
  promise(value != nil, "a message that is no JSON")
  let requests =
    switch incoming {
    case .single(let one): [one]
    case .batch(let many): many
    }
  for case .success(let request) in requests {
    guard case .single(.success(let again)) = try? Incoming.parse(request.json()) else {
      promise(false, "\(request) is not read back")
      continue
    }
    promise(again == request, "\(request) is read back as \(again)")
    readParameters(of: request)
  }
}

private func readParameters(of request: Request) {
  _ = try? TraceParameters(params: request.params, of: .trace)
  _ = try? TokenizeParameters(params: request.params, of: .tokenize)
  _ = try? CancelParameters(params: request.params, of: .cancelRequest)
  _ = try? NoParameters(params: request.params, of: .models)
}
