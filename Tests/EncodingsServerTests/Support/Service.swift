import Checkpoints
import EncodingsProtocol
import Glibc
import Logging
import NIOCore
import NIOPosix
import Synchronization
import TestSupport
import Testing
import Tracing

@testable import EncodingsServer

/// A daemon's inside behind a real socket in a folder of its own, with stand-ins for its models.
final class Service: Sendable {
  /// The default model, and another one.
  let first: StandIn
  let second: StandIn
  let core: Core
  let path: String
  private let folder: TemporaryDirectory
  private let listener: Listener
  private let socket: ListeningSocket

  /// Nobody is an operator here: the limits hold for whoever runs the tests.
  private init(
    _ limits: Limits, answerCacheBytes: Int, group: MultiThreadedEventLoopGroup,
    clock: @escaping @Sendable () -> NIODeadline
  ) throws {
    let folder = try TemporaryDirectory()
    let weights = try MappedFile(path: folder.write("weights", to: "weights"))
    let models = ["first", "second"].map { StandIn(name: $0, weights: [weights]) }
    (first, second) = (models[0], models[1])
    core = Core(
      limits: limits, operators: [], answerBytes: answerCacheBytes,
      loader: { path throws(LoadingError) in
        guard let model = models.first(where: { path.hasSuffix("/" + $0.facts.name) }) else {
          throw LoadingError(file: path, offset: nil, reason: "it is missing")
        }
        return model
      },
      log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, clock: clock)
    core.catalog.load(models.map { folder($0.facts.name) }) { _ in }
    for model in core.catalog.loaded { model.computeDigest(DigestCache(folder: folder("cache"))) }
    path = folder("e.sock")
    socket = try ListeningSocket(path: path)
    listener = Listener(core: core, group: group)
    self.folder = folder
  }

  /// Runs a test against a service that listens, and sees to it that in the end nobody has anything in it.
  static func run(
    _ change: (inout Limits) -> Void = { _ in }, answerCacheBytes: Int = 1 << 20, lingerLimit: Int = 4,
    group: MultiThreadedEventLoopGroup = .singleton,
    clock: @escaping @Sendable () -> NIODeadline = { .now() }, _ test: (Service) async throws -> Void
  ) async throws {
    var limits = Limits()
    // Deadlines are for the tests that are about them: beside the arithmetic of others a test may stand still for long.
    limits.frameSeconds = 3600
    limits.writeSeconds = 3600
    change(&limits)
    let service = try Service(limits, answerCacheBytes: answerCacheBytes, group: group, clock: clock)
    try await service.listener.listen(on: service.socket.descriptor, lingerLimit: lingerLimit)
    do {
      try await test(service)
    } catch {
      await service.end()
      throw error
    }
    await service.end()
    try await eventually("nothing is left in the accounts") {
      service.core.accounts.total.isEmpty && service.core.accounts.users.isEmpty
    }
    try await eventually("nothing is left in the lanes") {
      service.core.compute.fill == (waiting: 0, work: 0, running: 0) && service.core.texts.fill.waiting == 0
    }
  }

  /// Keeps the text lane busy until the gate is opened.
  func closeTextLane() async throws -> Gate {
    let gate = Gate()
    core.texts.add(
      FairQueue.Entry(
        ticket: Ticket(number: core.nextNumber()), user: 0,
        connection: ConnectionID(number: core.nextNumber()), lot: 0, work: 1, job: TextJob { gate.wait() }))
    try await eventually("the lane is busy") {
      core.texts.fill.running == 1 && core.texts.fill.waiting == 0
    }
    return gate
  }

  func connect() throws -> RawClient { try RawClient(path: path) }

  /// What a daemon does whose time to stop is over.
  func giveUp() { listener.giveUp() }

  private func end() async {
    for model in [first, second] { model.tell { $0.isHeld = false } }
    socket.unlinkPath()
    await listener.close()
    await listener.closeConnections()
  }
}

extension Service {
  /// Asks by way of a new connection.
  func askOverSocket(_ method: String, _ params: JSONValue) throws -> Result<JSONValue, RPCError> {
    let client = try connect()
    client.send(frame(Request(id: .number(1), method: method, params: params).json()))
    let message = try client.message()
    #expect(message["id"] == 1 && message["jsonrpc"] == "2.0")
    if let error = message["error"].flatMap({ RPCError($0) }) { return .failure(error) }
    return .success(try #require(message["result"]))
  }

  /// Asks without any socket or frame, as another user.
  func askInProcess(_ method: String, _ params: JSONValue) async throws -> Result<JSONValue, RPCError> {
    guard let name = MethodName(rawValue: method), let served = ServedMethod.all[name] else {
      return .failure(.methodNotFound(method))
    }
    let outcomes = Mutex<[Result<[UInt8], RPCError>]>([])
    let errand = Errand(
      ticket: Ticket(number: core.nextNumber()), connection: ConnectionID(number: core.nextNumber()),
      peer: Peer(process: getpid(), user: 4_294_000_000, group: 0), method: name, received: core.clock(),
      bytes: 100, deliver: { _, outcome in outcomes.withLock { $0.append(outcome) } }, notify: { _ in })
    do throws(RPCError) {
      try core.accept(errand)
      try served.begin(params, errand, core)
    } catch {
      errand.finish(.failure(error))
    }
    try await eventually("an answer") { outcomes.withLock { !$0.isEmpty } }
    let outcome = try #require(outcomes.withLock { $0.first })
    core.conclude(errand, outcome)
    switch outcome {
    case .failure(let error): return .failure(error)
    case .success(let bytes): return .success(try JSONParser.parse(bytes))
    }
  }
}

/// Time that stands still until a test moves it.
final class ManualClock: Sendable {
  private let time = Mutex(NIODeadline.now())

  var now: NIODeadline { time.withLock { $0 } }

  func advance(_ amount: TimeAmount) {
    time.withLock { $0 = $0 + amount }
  }
}

extension JSONValue {
  /// The value without the member that differs each time.
  var withoutTiming: JSONValue {
    guard case .object(var members) = self else { return self }
    members["timing"] = nil
    return .object(members)
  }
}
