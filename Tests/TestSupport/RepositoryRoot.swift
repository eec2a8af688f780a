import FoundationEssentials

/// Folders, files and processes that several suites share; here, the repository that the tests were built from.
package enum RepositoryRoot {
  /// Its absolute path.
  package static let path: String = #filePath.split(separator: "/").dropLast(3).reduce(into: "") {
    $0 += "/" + $1
  }

  /// The absolute path of a file that the repository holds.
  package static func file(_ relative: String) -> String {
    path + "/" + relative
  }
}

/// Data that tests read but the repository does not hold; `Deploy/test` obtains or makes what it can and names it in
/// the environment. A test that needs one that is nil is disabled, with a reason.
package enum TestData {
  /// all-MiniLM-L6-v2 in Hugging Face layout.
  package static let miniLM = folder("ENCODINGS_MINILM")
  /// What `Tests/Reference/expectations.py` wrote.
  package static let expectations = folder("ENCODINGS_EXPECTATIONS")
  /// What `Tests/Reference/make_large.py` wrote: a roberta-base-shaped model of random weights.
  package static let largeModel = folder("ENCODINGS_LARGE_MODEL")
  /// Real roberta-base weights; not to be had without the Hugging Face hub.
  package static let robertaBase = folder("ENCODINGS_ROBERTA_BASE")
  /// Corpus, vocabularies and models for development.
  package static let shared = folder("ENCODINGS_SHARED") ?? existing(RepositoryRoot.path + "/../shared")
  /// Folder of the release binaries `encodingsd` and `encctl`.
  package static let binaries = folder("ENCODINGS_BINARIES")

  /// The file or folder that a variable names; nil if there is none.
  package static func existing(variable: String) -> String? { folder(variable) }

  private static func folder(_ variable: String) -> String? {
    ProcessInfo.processInfo.environment[variable].flatMap { $0.isEmpty ? nil : existing($0) }
  }

  private static func existing(_ path: String) -> String? {
    FileManager.default.fileExists(atPath: path) ? path : nil
  }
}
