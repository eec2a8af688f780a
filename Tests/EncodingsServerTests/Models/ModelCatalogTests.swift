import EncodingsProtocol
import Glibc
import Synchronization
import TestSupport
import Testing
import Tracing

@testable import EncodingsServer

/// Which model answers, and what a reload does to it.
@Suite struct ModelCatalogTests {
  /// Folders that stand for models: one loads unless its `config.json` says `damaged`.
  private final class Shelf: Sendable {
    let folder: TemporaryDirectory
    let catalog: ModelCatalog
    private let log: LoadLog

    init(_ names: String...) throws {
      folder = try TemporaryDirectory()
      for name in names { try folder.write("good", to: "\(name)/config.json") }
      let log = LoadLog()
      catalog = ModelCatalog { folder throws(LoadingError) in try log.load(folder) }
      self.log = log
    }

    /// Loads these, and gives back the words that were reported.
    @discardableResult
    func load(_ names: String...) -> [String] {
      var words: [String] = []
      catalog.load(names.map { folder($0) }) { words.append($0.words) }
      return words
    }

    /// Names of the folders that were loaded since the last call.
    var loaded: [String] { log.take().map { Folders.name(of: $0) } }
  }

  private final class LoadLog: Sendable {
    private let folders = Mutex<[String]>([])

    func load(_ folder: String) throws(LoadingError) -> any Answering {
      folders.withLock { $0.append(folder) }
      guard let file = fopen(folder + "/config.json", "r") else {
        throw LoadingError(file: folder + "/config.json", offset: nil, reason: "it is missing")
      }
      defer { fclose(file) }
      guard fgetc(file) == Int32(UInt8(ascii: "g")) else {
        throw LoadingError(file: folder + "/config.json", offset: 3, reason: "it is damaged")
      }
      return StandIn(name: Folders.name(of: folder))
    }

    func take() -> [String] {
      folders.withLock { folders in
        defer { folders = [] }
        return folders
      }
    }
  }

  private static func refusal(_ catalog: ModelCatalog, _ name: String?) throws -> RPCError {
    try #require(throws: RPCError.self) { try catalog.model(named: name) }
  }

  @Test func theFirstIsTheDefault() throws {
    let shelf = try Shelf("b", "a")
    #expect(shelf.load("b", "a") == ["loading b", "loading a"])
    #expect(try shelf.catalog.model(named: nil).name == "b")
    #expect(try shelf.catalog.model(named: "a").name == "a")
    #expect(shelf.catalog.descriptions.map(\.name) == ["b", "a"])
    #expect(shelf.catalog.descriptions.map(\.default) == [true, false])
    #expect(shelf.catalog.descriptions.allSatisfy { $0.state == .ready && $0.digest == nil })
  }

  @Test func anUnknownNameIsToldWhatThereIs() throws {
    let shelf = try Shelf("roberta", "bert")
    #expect(try Self.refusal(shelf.catalog, nil) == .noSuchModel(nil, available: []))
    shelf.load("roberta", "bert")
    let error = try Self.refusal(shelf.catalog, "robert")
    #expect(error == .noSuchModel("robert", available: ["roberta", "bert"]))
    #expect(error.message.contains("did you mean roberta?"))
    // A name is never taken for another, and never for the default's.
    #expect(try Self.refusal(shelf.catalog, "").known == .noSuchModel)
  }

  @Test func whatDidNotChangeStays() throws {
    let shelf = try Shelf("a", "b")
    shelf.load("a", "b")
    let before = shelf.catalog.loaded
    #expect(shelf.loaded == ["a", "b"])
    try shelf.folder.write("good too", to: "b/config.json")
    #expect(shelf.load("a", "b") == ["loading b"])
    #expect(shelf.loaded == ["b"])
    let after = shelf.catalog.loaded
    #expect(after[0] === before[0] && after[1] !== before[1])
    #expect(Set((before + after).map(\.generation)).count == 3)
  }

  @Test func whatIsNotNamedAnyMoreIsForgotten() throws {
    let shelf = try Shelf("a", "b")
    shelf.load("a", "b")
    shelf.load("b")
    #expect(try Self.refusal(shelf.catalog, "a").known == .noSuchModel)
    #expect(try shelf.catalog.model(named: nil).name == "b")
    _ = shelf.loaded
    shelf.load("b", "a")
    #expect(shelf.loaded == ["a"])
  }

  @Test func aDamagedFolderIsListedWithTheReasonUntilItIsMended() throws {
    let shelf = try Shelf("a", "b")
    try shelf.folder.write("damaged", to: "a/config.json")
    let file = shelf.folder("a/config.json")
    #expect(shelf.load("a", "b").contains("cannot serve a: \(file) at byte 3: it is damaged"))
    #expect(
      try Self.refusal(shelf.catalog, "a")
        == .modelDamaged("a", file: file, offset: 3, reason: "it is damaged"))
    // It still is the default: another model's numbers are not what was asked for.
    #expect(try Self.refusal(shelf.catalog, nil).known == .modelDamaged)
    #expect(shelf.catalog.descriptions.map(\.state) == [.damaged, .ready])
    #expect(shelf.catalog.descriptions[0].reason == "\(file) at byte 3: it is damaged")
    #expect(shelf.catalog.loaded.map(\.name) == ["b"])
    try shelf.folder.write("good", to: "a/config.json")
    shelf.load("a", "b")
    #expect(try shelf.catalog.model(named: nil).name == "a")
  }

  @Test func aModelThatBecameDamagedIsNotAskedAnyMore() throws {
    let shelf = try Shelf("a")
    shelf.load("a")
    let model = try shelf.catalog.model(named: "a")
    try shelf.folder.write("damaged", to: "a/config.json")
    // Until the reload the files that were loaded answer.
    #expect(try shelf.catalog.model(named: "a") === model)
    shelf.load("a")
    #expect(try Self.refusal(shelf.catalog, "a").known == .modelDamaged)
  }

  @Test func aModelFoundDamagedIsRefusedAndLoadedAgain() throws {
    let shelf = try Shelf("a")
    shelf.load("a")
    let model = try shelf.catalog.model(named: "a")
    #expect(model.markDamaged(Damage(file: nil, reason: "the first reason")))
    #expect(!model.markDamaged(Damage(file: nil, reason: "the second reason")))
    #expect(
      try Self.refusal(shelf.catalog, "a")
        == .modelDamaged("a", file: shelf.folder("a"), offset: nil, reason: "the first reason"))
    #expect(shelf.catalog.descriptions[0].reason == "the first reason")
    _ = shelf.loaded
    shelf.load("a")
    #expect(shelf.loaded == ["a"])
    #expect(try shelf.catalog.model(named: "a") !== model)
  }

  @Test func ofTwoFoldersOfOneNameTheFirstCounts() throws {
    let shelf = try Shelf("x/a", "y/a")
    let words = shelf.load("x/a", "y/a")
    #expect(
      words == [
        "ignoring \(shelf.folder("y/a")): \(shelf.folder("x/a")) has the same name and comes before it",
        "loading a",
      ])
    #expect(try shelf.catalog.model(named: "a").folder == shelf.folder("x/a"))
  }

  /// As the file system keeps them apart, and requests do.
  @Test func namesThatSwiftTakesForOneAreTwo() throws {
    let names = ["\u{E9}", "e\u{301}"]
    let shelf = try Shelf(names[0], names[1])
    #expect(shelf.load(names[0], names[1]) == names.map { "loading \($0)" })
    for name in names {
      #expect(try shelf.catalog.model(named: name).folder.utf8.elementsEqual(shelf.folder(name).utf8))
    }
    // One in the place of the other is another model.
    shelf.load(names[0])
    shelf.load(names[1])
    #expect(throws: RPCError.self) { try shelf.catalog.model(named: names[0]) }
    #expect(try shelf.catalog.model(named: names[1]).name.unicodeScalars.count == 2)
  }

  @Test func oneThatIsLoadingIsNotReady() throws {
    let folder = try TemporaryDirectory()
    let seen = Mutex<RPCError?>(nil)
    let catalogs = Mutex<ModelCatalog?>(nil)
    let catalog = ModelCatalog { path throws(LoadingError) in
      let catalog = catalogs.withLock { $0 }
      do throws(RPCError) { _ = try catalog?.model(named: "a") } catch { seen.withLock { $0 = error } }
      return StandIn(name: Folders.name(of: path))
    }
    catalogs.withLock { $0 = catalog }
    catalog.load([folder("a")]) { _ in }
    #expect(seen.withLock { $0?.known } == .modelNotReady)
    catalogs.withLock { $0 = nil }
  }
}
