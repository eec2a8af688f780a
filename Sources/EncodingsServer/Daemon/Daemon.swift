import EncodingsProtocol
import Glibc
import Kernels
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization
import Tracing
import UnixSignals

/// The daemon: wires the parts, tells the service manager, reloads, and ends in order.
package final class Daemon: Sendable {
  let core: Core
  let sources: ConfigurationSources
  /// What the daemon began with.
  let configuration: Configuration
  /// The configuration that was read last.
  let latest: Mutex<Configuration>
  let threshold: LogThreshold
  let log: Logger
  let manager = ServiceManager()
  /// Loads models, one after the other.
  let keeper = NIOThreadPool(numberOfThreads: 1)
  /// Computes their digests: no reload waits for one.
  let digester = NIOThreadPool(numberOfThreads: 1)
  /// Makes copies of their weights: no digest waits for one, and so no answer.
  let copier = NIOThreadPool(numberOfThreads: 1)
  /// Threads that compute a batch.
  private let threads: Int
  private let loops = MultiThreadedEventLoopGroup(numberOfThreads: 2)
  private let listener: Listener
  /// Ends the service group this daemon runs in.
  private let end: @Sendable () async -> Void

  /// A daemon that will read its configuration again from `sources`. `end` shuts down the group it runs in, for
  /// when it has been idle long enough.
  package init(
    configuration: Configuration, sources: ConfigurationSources, log: Logger, threshold: LogThreshold,
    end: @escaping @Sendable () async -> Void
  ) {
    self.configuration = configuration
    latest = Mutex(configuration)
    self.sources = sources
    self.log = log
    self.threshold = threshold
    self.end = end
    // NIO knows the quota of a control group, the pool those that this process may run on.
    let processors = min(System.coreCount, WorkerPool.processorCount)
    threads = configuration.threads > 0 ? configuration.threads : processors
    let workers = WorkerPool(width: threads)
    let known = KnownReadings(limit: configuration.answerCacheBytes)
    core = Core(
      limits: Daemon.limits(configuration, files: 0), operators: [0, geteuid()],
      answerBytes: configuration.answerCacheBytes, known: known,
      loader: { folder throws(LoadingError) in
        TracerAnswering(tracer: try Tracer(folder: folder, workers: workers, known: known))
      },
      log: log)
    listener = Listener(core: core, group: loops)
    keeper.start()
    digester.start()
    copier.start()
  }

  /// Serves until the service group shuts down gracefully; returns when accepted work is done.
  package func run() async throws {
    // Whoever asks for a reload while the models are loaded gets it afterwards.
    let hangups = await UnixSignalsSequence(trapping: .sighup)
    let paths = DefaultPaths(environment: sources.environment)
    let inherited = try InheritedSockets.take()
    await load(configuration, paths)
    let socket = try await listen(
      inherited, path: configuration.socket.isEmpty ? paths.socket : configuration.socket)
    startWatchdog()
    if socket == nil { startIdleExit() }
    manager.ready(summary)
    log.notice(
      "serving",
      metadata: [
        "socket": "\(socket?.path ?? "inherited")", "threads": "\(threads)", "units": "\(VectorLevel.best)",
        "version": "\(Version.string)",
      ])
    completeModels(paths)
    await reload(paths, atEach: hangups)
    await stop(socket)
  }

  /// The limits that hold: what is configured, within what the descriptors allow beside those of `files`.
  static func limits(_ configuration: Configuration, files: Int) -> Limits {
    var limits = configuration.limits
    limits.connections = min(
      limits.connections, Listener.connectionLimit(descriptors: Descriptors.limit, files: files))
    return limits
  }

  /// What is served, in words for the service manager.
  var summary: String {
    let models = core.catalog.descriptions
    let ready = models.filter { $0.state == .ready }.map(\.name)
    let damaged = models.filter { $0.state == .damaged }.map(\.name)
    let words = ready.isEmpty ? "Serving no model" : "Serving \(ready.joined(separator: ", "))"
    return damaged.isEmpty ? words : "\(words); cannot serve \(damaged.joined(separator: ", "))"
  }

  /// The socket that was bound here; nil if the service manager's are served.
  private func listen(_ inherited: [Int32], path: String?) async throws -> ListeningSocket? {
    let lingerLimit = Listener.lingerLimit(descriptors: Descriptors.limit)
    if !inherited.isEmpty {
      for descriptor in inherited { try await listener.listen(on: descriptor, lingerLimit: lingerLimit) }
      return nil
    }
    guard let path else { throw ListeningError.noPath }
    let socket = try ListeningSocket(path: path)
    try await listener.listen(on: socket.descriptor, lingerLimit: lingerLimit)
    return socket
  }

  private func startWatchdog() {
    guard let microseconds = manager.watchdogMicroseconds() else { return }
    let first = loops.next()
    var pulses = [
      Watchdog.Pulse(heart: core.compute.heart) { [core] in core.compute.beat() },
      Watchdog.Pulse(heart: core.texts.heart) { [core] in core.texts.beat() },
    ]
    for loop in loops.makeIterator() where loop !== first { pulses.append(Watchdog.Pulse(loop: loop)) }
    Watchdog(pulses: pulses) { [manager] in manager.alive() }.start(on: first, microseconds: microseconds)
  }

  private func startIdleExit() {
    let watch = IdleWatch(seconds: configuration.idleExitSeconds)
    guard let interval = watch.interval else { return }
    let state = NIOLoopBoundBox.makeBoxSendingValue(watch, eventLoop: loops.next())
    state.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { [core, end, log] task in
      let accounts = core.accounts.total
      guard state.value.isOver(connections: accounts.connections, now: core.clock()) else { return }
      task.cancel()
      log.notice("idle; ending until the next connection")
      Task { await end() }
    }
  }

  /// How long the daemon still says that it stops, once all is done.
  private static let farewell = TimeAmount.milliseconds(100)

  private func stop(_ socket: ListeningSocket?) async {
    manager.stopping()
    core.stop(socket == nil ? .servingFirstRequests : .yes)
    socket?.unlinkPath()
    await listener.close()
    await settle(within: .seconds(Int64(latest.withLock { $0.shutdownSeconds })))
    core.stop(.yes)
    let unfinished = core.accounts.total.requests
    // Whoever only does not read what it was answered is not waited for again.
    if unfinished > 0 || core.areWaitingForTurns {
      log.warning("refusing requests that are unanswered", metadata: ["count": "\(unfinished)"])
      listener.giveUp()
      await settle(within: .seconds(1))
    }
    await listener.closeConnections()
    log.notice("stopped")
  }

  /// Waits until nothing is left to do for those who were accepted, and a little longer: whoever asks one question after
  /// the other learns between two of them that the daemon stops, not by losing it.
  private func settle(within limit: TimeAmount) async {
    let start = core.clock()
    var doneSince: NIODeadline?
    while core.clock() - start < limit {
      let now = core.clock()
      if now - start > .seconds(1) { core.stop(.yes) }
      doneSince = core.isDone ? doneSince ?? now : nil
      if let doneSince, now - doneSince >= Self.farewell { return }
      try? await Task.sleep(for: .milliseconds(5))
    }
  }
}
