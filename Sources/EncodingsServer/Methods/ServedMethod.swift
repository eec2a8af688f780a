import EncodingsProtocol

/// Where a method's work is done.
enum SchedulingClass: Sendable {
  /// At once, on the event loop: nobody ever waits for it.
  case immediate
  /// It reads a text: accounted to the user, and done on the text lane if the text is long.
  case text
  /// It needs a pass over the weights: accounted to the user, and queued for the compute lane.
  case compute
}

/// A method as the daemon serves it: its name, the type of its params, where it runs and what it does.
struct ServedMethod: Sendable {
  let name: MethodName
  let scheduling: SchedulingClass
  /// Begins the work. The errand is answered now or later, or the refusal is thrown.
  let begin: @Sendable (JSONValue?, Errand, Core) throws(RPCError) -> Void

  /// A method whose answer is known at once.
  init<Parameters: StrictParameters, Answer: ResultEncodable>(
    _ method: Method<Parameters, Answer>,
    answer: @escaping @Sendable (Parameters, Core) throws(RPCError) -> Answer
  ) {
    name = method.name
    scheduling = .immediate
    begin = { params, errand, core throws(RPCError) in
      let answer = try answer(Parameters(params: params, of: method.name), core)
      errand.finish(.success(try answer.json()))
    }
  }

  /// A method whose answer is known as soon as something that blocks has been looked up.
  init<Parameters: StrictParameters, Answer: ResultEncodable>(
    _ method: Method<Parameters, Answer>,
    answer: @escaping @Sendable (Parameters, Core, @escaping @Sendable (Answer) -> Void) -> Void
  ) {
    name = method.name
    scheduling = .immediate
    begin = { params, errand, core throws(RPCError) in
      answer(try Parameters(params: params, of: method.name), core) { answer in
        errand.finish(Result { () throws(RPCError) in try answer.json() })
      }
    }
  }

  /// A method whose answer is always the same JSON text.
  init<Answer>(_ method: Method<NoParameters, Answer>, constant: [UInt8]) {
    name = method.name
    scheduling = .immediate
    begin = { params, errand, _ throws(RPCError) in
      _ = try NoParameters(params: params, of: method.name)
      errand.finish(.success(constant))
    }
  }

  /// A method whose answer comes later.
  init<Parameters: StrictParameters, Answer>(
    _ method: Method<Parameters, Answer>, on scheduling: SchedulingClass,
    begin: @escaping @Sendable (Parameters, Errand, Core) throws(RPCError) -> Void
  ) {
    name = method.name
    self.scheduling = scheduling
    self.begin = { params, errand, core throws(RPCError) in
      try begin(Parameters(params: params, of: method.name), errand, core)
    }
  }
}

extension ServedMethod {
  /// Every method that gets an answer. `$/cancelRequest` belongs to the connection, which knows the ids.
  static let all: [MethodName: ServedMethod] = {
    let methods = [trace, tokenize, models, status, metrics, discover]
    return Dictionary(methods.map { ($0.name, $0) }) { first, _ in first }
  }()
}
