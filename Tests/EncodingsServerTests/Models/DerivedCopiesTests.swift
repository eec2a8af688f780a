import Checkpoints
import Encoders
import Glibc
import Kernels
import TestSupport
import Testing
import Tracing

@testable import EncodingsServer

/// Copies of weights in the cache folder: made once, taken again, and never trusted.
@Suite struct DerivedCopiesTests {
  private static func tracer(_ name: String = "tiny-roberta-f32") throws -> Tracer {
    try Tracer(
      folder: RepositoryRoot.file("Tests/Reference/models/\(name)"), workers: WorkerPool(width: 2))
  }

  private static let names = ["tiny-roberta-f32", "tiny-roberta-f16", "tiny-bert-f32"]

  /// The file of a vocabulary's copy, which is called otherwise on CPUs that lay it out otherwise.
  private static func file(of tracer: Tracer) -> String { "abc" + tracer.fixedCopy.suffix }

  private static func bytes(_ path: String) throws -> [UInt8] {
    try SmallFile.read(path, limit: 1 << 24)
  }

  @Test func areMadeOnceAndTakenAgain() throws {
    let cache = try TemporaryDirectory()
    let tracer = try Self.tracer()
    let copies = DerivedCopies(folder: cache("deep/cache"))
    let (made, outcome) = copies.provide(tracer.fixedCopy, name: "abc")
    #expect(made != nil && outcome == .made)
    let path = cache("deep/cache/vocabularies/\(Self.file(of: tracer))")
    let first = FileIdentity(path: path)
    #expect(Folders.names(in: cache("deep/cache/vocabularies")) == [Self.file(of: tracer)])
    #expect(try Self.bytes(path).count == tracer.fixedCopy.byteCount)
    let (again, outcomeAgain) = copies.provide(tracer.fixedCopy, name: "abc")
    #expect(again != nil && outcomeAgain == .found)
    #expect(FileIdentity(path: path)?.inode == first?.inode)
    #expect(FileIdentity(path: path)?.modified == first?.modified)
  }

  @Test func aCopyForOtherUnitsStays() throws {
    let cache = try TemporaryDirectory()
    let copy = try Self.tracer().fixedCopy
    let other = try #require(type(of: copy).suffixes.first { $0 != copy.suffix })
    let path = try cache.write("a daemon on another CPU takes it", to: "vocabularies/abc\(other)")
    let before = FileIdentity(path: path)
    let copies = DerivedCopies(folder: cache.path)
    #expect(copies.provide(copy, name: "abc").1 == .made)
    #expect(copies.provide(copy, name: "abc").1 == .found)
    #expect(FileIdentity(path: path) == before)
    #expect(Set(Folders.names(in: cache("vocabularies"))) == ["abc\(copy.suffix)", "abc\(other)"])
  }

  @Test(arguments: ["cut", "longer", "flipped", "other", "folder", "empty"])
  func whatIsNoCopyIsMadeAnew(_ kind: String) throws {
    let cache = try TemporaryDirectory()
    let tracer = try Self.tracer()
    let copies = DerivedCopies(folder: cache.path)
    let path = cache("vocabularies/\(Self.file(of: tracer))")
    _ = copies.provide(tracer.fixedCopy, name: "abc")
    let good = try Self.bytes(path)
    var bad = good
    switch kind {
    case "cut": bad.removeLast(good.count / 3)
    case "longer": bad.append(0)
    case "flipped": bad[good.count / 2] ^= 4
    case "other":
      _ = copies.provide(try Self.tracer("tiny-bert-f32").fixedCopy, name: "abc")
      bad = try Self.bytes(path)
      #expect(bad != good)
    default: bad = []
    }
    unlink(path)
    if kind == "folder" {
      #expect(mkdir(path, 0o755) == 0)
    } else {
      try cache.write(bad, to: "vocabularies/\(Self.file(of: tracer))")
    }
    let (vocabulary, outcome) = copies.provide(tracer.fixedCopy, name: "abc")
    if kind == "folder" {
      guard case .refused(let reason) = outcome else { return #expect(Bool(false), "\(outcome)") }
      #expect(reason.hasPrefix("cannot rename ") && reason.contains(path))
      #expect(vocabulary == nil && Folders.names(in: cache("vocabularies")) == [Self.file(of: tracer)])
    } else {
      #expect(vocabulary != nil && outcome == .made)
      #expect(try Self.bytes(path) == good)
    }
  }

  @Test func everyCopyHasAPlaceOfItsOwn() throws {
    let cache = try TemporaryDirectory()
    let answering = TracerAnswering(tracer: try Self.tracer())
    let copies = DerivedCopies(folder: cache.path)
    let isWide = VectorLevel.best >= .avx2
    #expect(
      answering.takeCopies(from: copies, name: "abc").map(\.outcome) == (isWide ? [.made, .made] : [.made]))
    #expect(answering.tracer.hasFixedVocabulary && answering.tracer.hasPanelWeights == isWide)
    #expect(Folders.names(in: cache("vocabularies")) == [Self.file(of: answering.tracer)])
    #expect(Folders.names(in: cache("layers")) == (isWide ? ["abc.columns16"] : []))
    #expect(answering.takeCopies(from: copies, name: "abc").isEmpty)
    let again = TracerAnswering(tracer: try Self.tracer())
    #expect(
      again.takeCopies(from: copies, name: "abc").map(\.outcome) == (isWide ? [.found, .found] : [.found]))
    let half = TracerAnswering(tracer: try Self.tracer("tiny-roberta-f16"))
    #expect(
      half.takeCopies(from: copies, name: "def").map(\.outcome) == (isWide ? [.made, .made] : [.made]))
    #expect(half.tracer.hasFixedVocabulary && half.tracer.hasPanelWeights == isWide)
  }

  @Test func aDiskIsNotFilled() throws {
    let cache = try TemporaryDirectory()
    let (form, outcome) = DerivedCopies(folder: cache.path).provide(Endless(), name: "abc")
    guard case .refused(let reason) = outcome else { return #expect(Bool(false), "\(outcome)") }
    #expect(form == nil && reason.contains("free"))
    #expect(Folders.names(in: cache("endless")).isEmpty)
  }

  /// A copy that no disk has room for.
  private struct Endless: DerivedCopy {
    static let title = "an endless copy"
    static let folder = "endless"
    static let suffixes = [".endless"]
    static let formerSuffixes: [String] = []
    let suffix = ".endless"
    let byteCount = Int.max

    func make(_ write: (UnsafeRawBufferPointer) -> Bool) -> Bool { false }
    func form(of bytes: UnsafeRawBufferPointer, isWhole: @escaping @Sendable () -> Bool) -> Bool? { nil }
  }

  @Test func aFolderThatCannotBeWrittenIsNamed() throws {
    let cache = try TemporaryDirectory()
    let file = try cache.write("no folder", to: "cache")
    let (vocabulary, outcome) = DerivedCopies(folder: file).provide(
      try Self.tracer().fixedCopy, name: "abc")
    guard case .refused(let reason) = outcome else { return #expect(Bool(false), "\(outcome)") }
    #expect(vocabulary == nil && reason.contains(file))
  }

  @Test func whatIsLaidOutOtherwiseGoesToo() throws {
    let cache = try TemporaryDirectory()
    let copy = try Self.tracer().panelCopy
    let (new, old) = ("layers/new.panels32", "layers/old.panels32")
    for path in [new, old] { try cache.write("x", to: path) }
    let month = timespec(tv_sec: time(nil) - 31 * 24 * 3600, tv_nsec: 0)
    #expect(utimensat(AT_FDCWD, cache(old), [month, month], 0) == 0)
    let copies = DerivedCopies(folder: cache.path)
    #expect(copies.provide(copy, name: "abc").1 == .made)
    // A daemon of the version that made it may have the other mapped.
    #expect(Set(Folders.names(in: cache("layers"))) == ["new.panels32", "abc.columns16"])
    #expect(utimensat(AT_FDCWD, cache(new), [month, month], 0) == 0)
    #expect(copies.provide(copy, name: "abc").1 == .found)
    #expect(Folders.names(in: cache("layers")) == ["abc.columns16"])
  }

  @Test func whatIsOutOfUseGoesWhenAnotherIsMade() throws {
    let cache = try TemporaryDirectory()
    let tracer = try Self.tracer()
    let copies = DerivedCopies(folder: cache.path)
    let dead = try Self.endedProcess()
    let kept = ["new.fixed16", "new.bytes16", "notes", "new.fixed16.\(getpid())", "odd.fixed16.x"]
    let gone = ["old.fixed16", "old.bytes16", "new.fixed16.\(dead)", "new.bytes16.\(dead)"]
    for name in kept + gone { try cache.write("x", to: "vocabularies/\(name)") }
    let month = timespec(tv_sec: time(nil) - 31 * 24 * 3600, tv_nsec: 0)
    for name in ["old.fixed16", "old.bytes16", "notes"] {
      #expect(utimensat(AT_FDCWD, cache("vocabularies/\(name)"), [month, month], 0) == 0)
    }
    _ = copies.provide(tracer.fixedCopy, name: "abc")
    #expect(Set(Folders.names(in: cache("vocabularies"))) == Set(kept + [Self.file(of: tracer)]))
    // Taking one counts as use, and changes nothing that its users look at.
    let path = cache("vocabularies/\(Self.file(of: tracer))")
    let modified = try #require(FileIdentity(path: path)?.modified)
    #expect(utimensat(AT_FDCWD, path, [month, timespec(tv_sec: 0, tv_nsec: (1 << 30) - 2)], 0) == 0)
    #expect(copies.provide(tracer.fixedCopy, name: "abc").1 == .found)
    #expect(copies.provide(try Self.tracer("tiny-bert-f32").fixedCopy, name: "def").1 == .made)
    #expect(FileIdentity(path: path)?.modified == modified)
  }

  @Test func aCopyThatIsCutInUseCostsNoAnswer() throws {
    let tracer = try Self.tracer()
    try cutInUse(tracer.fixedCopy, of: tracer, isUsed: { tracer.hasFixedVocabulary }, use: { tracer.use($0) })
    try cutInUse(tracer.panelCopy, of: tracer, isUsed: { tracer.hasPanelWeights }, use: { tracer.use($0) })
  }

  private func cutInUse<Copy: DerivedCopy>(
    _ copy: Copy, of tracer: Tracer, isUsed: () -> Bool, use: (Copy.Form) -> Void
  ) throws {
    let cache = try TemporaryDirectory()
    let question = try tracer.prepare(Question(text: "Time flies like an arrow."))
    func answer() -> Result<Answer, TracingError>? {
      tracer.answer([question], isCancelled: { _ in false }, progress: { _, _ in }).first
    }
    let expected = answer()
    for round in 0..<3 {
      use(try #require(DerivedCopies(folder: cache.path).provide(copy, name: "abc").0))
      #expect(answer() == expected && isUsed())
      #expect(truncate(cache("\(Copy.folder)/abc\(copy.suffix)"), off_t(round * 5000)) == 0)
      #expect(answer() == expected && !isUsed())
    }
  }

  /// A process id that belongs to nobody any more.
  private static func endedProcess() throws -> pid_t {
    var process = pid_t()
    try #require(posix_spawn(&process, "/bin/true", nil, nil, [strdup("true"), nil], environ) == 0)
    var status: Int32 = 0
    try #require(waitpid(process, &status, 0) == process)
    return process
  }
}
