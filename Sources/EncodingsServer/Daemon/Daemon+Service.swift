package import Logging
import ServiceLifecycle
import UnixSignals

extension Daemon: Service {
  /// Runs a daemon until SIGTERM or SIGINT, or until it has been idle for long enough. Returns when accepted work
  /// is done; throws what keeps it from serving.
  package static func serve(
    _ configuration: Configuration, sources: ConfigurationSources, log: Logger, threshold: LogThreshold
  ) async throws {
    FreedMemory.keepLittle()
    let (ends, end) = AsyncStream.makeStream(of: Void.self)
    let daemon = Daemon(configuration: configuration, sources: sources, log: log, threshold: threshold) {
      end.finish()
    }
    // The group's own messages are about its services, of which there is one: nothing an operator needs.
    var quiet = Logger(label: "lifecycle", factory: { _ in SwiftLogNoOpLogHandler() })
    quiet.logLevel = .critical
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [.init(service: daemon)], gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      tasks.addTask {
        for await _ in ends {}
        if !Task.isCancelled { await group.triggerGracefulShutdown() }
        try? await Task.sleep(for: .seconds(86_400 * 365))
      }
      try await tasks.next()
      tasks.cancelAll()
    }
  }
}
