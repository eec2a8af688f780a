import EncodingsProtocol
import Synchronization
import Tracing

/// The models that the daemon was given, by name, the default first.
///
/// A model that cannot be loaded stays listed with the reason. Loading again replaces what changed on disk and
/// leaves the rest alone; whoever still computes with a replaced model keeps it until the answer is out.
final class ModelCatalog: Sendable {
  private enum State: Sendable {
    case loading
    case ready(LoadedModel)
    case failed(LoadingError)
  }

  private struct Entry: Sendable {
    var folder: String
    var identity: FolderIdentity
    var state: State

    var name: String { Folders.name(of: folder) }

    func lies(in folder: String) -> Bool { self.folder.utf8.elementsEqual(folder.utf8) }
  }

  private struct Contents: Sendable {
    var entries: [Entry] = []
    var generation = 0
  }

  private let contents = Mutex(Contents())
  private let loader: Loader

  init(loader: @escaping Loader) {
    self.loader = loader
  }

  /// Loads what is new or changed in `folders`, and forgets what is not among them. Blocks the calling thread;
  /// one call at a time.
  ///
  /// Of two folders with the same name the first counts.
  func load(_ folders: [String], report: (LoadingEvent) -> Void) {
    // By their bytes, as requests name them: Swift takes some spellings for one that a file system keeps apart.
    var named: [[UInt8]: String] = [:]
    let wanted = folders.filter { folder in
      let name = Array(Folders.name(of: folder).utf8)
      guard let first = named[name] else {
        named[name] = folder
        return true
      }
      report(.ignored(folder: folder, first: first))
      return false
    }
    let known = contents.withLock { $0.entries }
    var loading: [Entry] = []
    let entries = wanted.map { folder in
      let identity = FolderIdentity(folder: folder)
      if let entry = known.first(where: { $0.lies(in: folder) }) {
        if case .ready(let model) = entry.state, entry.identity == identity, model.damageReason == nil {
          return entry
        }
        loading.append(Entry(folder: folder, identity: identity, state: .loading))
        // The model that answered so far does so until its successor is ready.
        if case .ready = entry.state { return entry }
      } else {
        loading.append(Entry(folder: folder, identity: identity, state: .loading))
      }
      return Entry(folder: folder, identity: identity, state: .loading)
    }
    contents.withLock { $0.entries = entries }
    for entry in loading {
      report(.loading(name: entry.name))
      var entry = entry
      entry.state = load(entry, report: report)
      contents.withLock { contents in
        guard let index = contents.entries.firstIndex(where: { $0.lies(in: entry.folder) }) else { return }
        contents.entries[index] = entry
      }
    }
  }

  private func load(_ entry: Entry, report: (LoadingEvent) -> Void) -> State {
    do throws(LoadingError) {
      let answering = try loader(entry.folder)
      let generation = contents.withLock { contents in
        contents.generation += 1
        return contents.generation
      }
      return .ready(
        LoadedModel(name: entry.name, folder: entry.folder, generation: generation, answering: answering))
    } catch {
      report(.refused(name: entry.name, error))
      return .failed(error)
    }
  }

  /// The model of that name, or the default one. Throws the refusal to answer with.
  func model(named name: String?) throws(RPCError) -> LoadedModel {
    let entries = contents.withLock { $0.entries }
    let named = name.map { name in entries.first { $0.name.utf8.elementsEqual(name.utf8) } }
    guard let entry = named ?? entries.first else {
      throw .noSuchModel(name, available: entries.map(\.name))
    }
    switch entry.state {
    case .loading: throw .modelNotReady(entry.name, reason: "its files are being checked")
    case .failed(let error):
      throw .modelDamaged(entry.name, file: error.file, offset: error.offset, reason: error.reason)
    case .ready(let model):
      if let refusal = model.refusal { throw refusal }
      return model
    }
  }

  /// Every model that is loaded.
  var loaded: [LoadedModel] {
    contents.withLock { $0.entries }.compactMap {
      if case .ready(let model) = $0.state { model } else { nil }
    }
  }

  /// Files that the models keep open at most, each one's weights and copies: twice, for while they are loaded anew.
  var files: Int { loaded.reduce(0) { $0 + 2 * ($1.answering.weights.count + TakenCopy.most) } }

  /// Every model as `models` tells of it, the default first.
  var descriptions: [ServedModel] {
    contents.withLock { $0.entries }.enumerated().map { index, entry in
      var served = ServedModel(name: entry.name, state: .loading, isDefault: index == 0)
      switch entry.state {
      case .loading: break
      case .failed(let error):
        served.state = .damaged
        served.reason = error.words
      case .ready(let model): model.describe(&served)
      }
      return served
    }
  }
}

extension LoadedModel {
  /// Fills in what is known about a model that could be loaded.
  fileprivate func describe(_ served: inout ServedModel) {
    served.reason = damageReason
    served.state = served.reason == nil ? .ready : .damaged
    served.family = facts.family
    served.layers = facts.layers
    served.hidden = facts.hidden
    served.vocabulary = facts.vocabulary
    served.limit = facts.limit
    served.digest = knownDigest
    served.mappedBytes = facts.mappedBytes
  }
}
