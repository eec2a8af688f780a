import EncodingsProtocol

extension Connection {
  func send(_ request: Request, until deadline: Deadline) throws(ClientError) {
    let frame: [UInt8]
    do {
      frame = try FrameEncoder.frame(request.json(), limit: Int(UInt32.max))
    } catch {
      throw .refused(.frame(error))
    }
    do {
      try stream.send(frame, until: deadline, cancellation: cancellation)
    } catch .lost {
      // A daemon that closes without reading has first said why: the answer is read as after any request.
    } catch {
      throw clientError(error)
    }
  }

  /// Reads until the answer to `id` has come.
  mutating func answer(
    to id: RequestID, until deadline: Deadline, cancellation: Cancellation?,
    progress: (ProgressParameters) -> Void
  ) throws(ClientError) -> [UInt8] {
    while true {
      switch try message(until: deadline, cancellation: cancellation) {
      case .notification(let notification):
        if let parameters = ProgressParameters(notification) { progress(parameters) }
      case .response(let response):
        // An error under the id null answers a request that the daemon would not or could not read: this one,
        // since no other is under way.
        switch response.outcome {
        case .success(let result) where response.id == id: return Array(result)
        case .failure(let error) where response.id == id || response.id == .null: throw .refused(error)
        default: continue
        }
      }
    }
  }

  private mutating func message(
    until deadline: Deadline, cancellation: Cancellation?
  ) throws(ClientError) -> ServerMessage {
    while true {
      do {
        if let body = try decoder.next() { return try ServerMessage.parse(body) }
      } catch {
        throw .invalidAnswer(reason: reason(error))
      }
      let count: Int
      do {
        count = try stream.receive(into: &buffer, until: deadline, cancellation: cancellation)
      } catch {
        throw clientError(error)
      }
      guard count > 0 else {
        throw .connectionLost(
          reason: decoder.isInsideFrame ? "it ended inside the answer" : "it ended before the answer")
      }
      decoder.append(buffer[..<count])
    }
  }

  /// Tells the daemon, and waits a moment for it to agree, so that its work has ended when this returns.
  mutating func cancel(_ id: RequestID) {
    let deadline = Deadline(after: .seconds(1))
    let parameters: JSONValue = .object(["id": id.value])
    let request = Request(id: nil, method: MethodName.cancelRequest.rawValue, params: parameters)
    guard let frame = try? FrameEncoder.frame(request.json(), limit: Int(UInt32.max)),
      (try? stream.send(frame, until: deadline, cancellation: nil)) != nil
    else { return }
    _ = try? answer(to: id, until: deadline, cancellation: nil) { _ in }
  }

  private func clientError(_ failure: Stream.Failure) -> ClientError {
    switch failure {
    case .timedOut: .timedOut(timeout ?? .zero)
    case .cancelled: .cancelled
    case .lost(let reason): .connectionLost(reason: reason)
    }
  }
}

/// What is wrong with a message or a frame.
private func reason(_ error: any Error) -> String {
  switch error {
  case let error as JSONParseError: "at byte \(error.offset) of a message, \(error.reason)"
  case FrameError.tooLong(let length, let limit): "a frame announces \(length) bytes, and \(limit) are taken"
  default: "a frame announces no bytes"
  }
}

extension ProgressParameters {
  /// What a `$/progress` notification says; nil if it is another or says nothing of use.
  fileprivate init?(_ notification: Request) {
    guard notification.method == MethodName.progress.rawValue, let params = notification.params,
      let token = params["token"].flatMap({ RequestID($0) })
    else { return nil }
    switch params["value"]?["fraction"] {
    case .number(let fraction): self.init(token: token, fraction: fraction)
    case .integer(let fraction): self.init(token: token, fraction: Double(fraction))
    default: return nil
    }
  }
}
