package import Logging
import NIOPosix
import ServiceLifecycle
import UnixSignals

extension Daemon {
  /// Reads the configuration again on each SIGHUP, until the service group shuts down.
  func reload(_ paths: DefaultPaths, atEach hangups: UnixSignalsSequence) async {
    for await _ in hangups.cancelOnGracefulShutdown() { await reload(paths) }
  }

  /// Loads the models that a configuration names; one that cannot be loaded is listed with the reason.
  func load(_ configuration: Configuration, _ paths: DefaultPaths) async {
    await onKeeper { [core, log, manager] in
      let folders =
        configuration.models.isEmpty ? InstalledModels.folders(in: paths.modelFolders) : configuration.models
      if folders.isEmpty { log.warning("there is no model to serve; give one with --model DIR") }
      core.catalog.load(folders.map(Folders.withName)) { event in
        manager.status(event.words)
        switch event {
        case .loading: log.notice("\(event.words)")
        case .ignored: log.warning("\(event.words)")
        case .refused(let name, let error):
          log.error("cannot serve a model", metadata: ["model": "\(name)", "reason": "\(error.words)"])
        }
      }
      core.change(limits: Daemon.limits(configuration, files: core.catalog.files))
    }
  }

  /// Computes the digests that are missing, and then the copies that make answers come sooner.
  func completeModels(_ paths: DefaultPaths) {
    let folder = configuration.cacheFolder.isEmpty ? paths.cache : configuration.cacheFolder
    // Those of now: one that is replaced before its turn still has questions that wait for its digest.
    let models = core.catalog.loaded
    digester.submit { [core, log, copier] _ in
      for model in models {
        guard let damage = model.computeDigest(DigestCache(folder: folder)) else { continue }
        log.error(
          "cannot serve a model any more", metadata: ["model": "\(model.name)", "reason": "\(damage.words)"])
      }
      copier.submit { _ in
        for model in models where core.catalog.loaded.contains(where: { $0 === model }) {
          for taken in model.takeCopies(from: DerivedCopies(folder: folder)) {
            taken.write(to: log, model: model.name)
          }
        }
      }
    }
  }

  private func reload(_ paths: DefaultPaths) async {
    manager.reloading()
    do throws(ConfigurationError) {
      let new = try await onKeeper { [sources] in
        Result { () throws(ConfigurationError) in try sources.read() }
      }.get()
      latest.withLock { $0 = new }
      core.change(limits: Daemon.limits(new, files: core.catalog.files))
      core.answers.resize(limit: new.answerCacheBytes)
      core.known.resize(limit: new.answerCacheBytes)
      threshold.level = new.logLevel ?? Daemon.defaultLevel
      for setting in Setting.all where !setting.isReloadable && !setting.isEqual(new, configuration) {
        log.warning("a new value takes effect at the next start", metadata: ["key": "\(setting.key)"])
      }
      await load(new, paths)
      completeModels(paths)
      log.notice("configuration read again")
    } catch {
      var fields: Logger.Metadata = ["source": "\(error.source)", "reason": "\(error.reason)"]
      fields["line"] = error.line.map { "\($0)" }
      fields["key"] = error.key.map { "\($0)" }
      log.error("the configuration is invalid; the old one stays: \(error)", metadata: fields)
    }
    manager.ready(summary)
  }

  /// What reads files blocks no thread that others wait for.
  private func onKeeper<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      keeper.submit { _ in continuation.resume(returning: body()) }
    }
  }

  /// The level of a daemon that was told none: every request is worth an entry in a journal, not a line in a
  /// terminal.
  package static var defaultLevel: Logger.Level { JournalLog.isStandardError ? .info : .notice }
}
