import Glibc

/// The model folders of a daemon that was given none.
enum InstalledModels {
  /// The folders with models in them directly below `roots`, by root and name; if there are none, the models
  /// that came with the program.
  static func folders(in roots: [String]) -> [String] {
    let installed = roots.flatMap(models)
    return installed.isEmpty ? bundled.map(models) ?? [] : installed
  }

  private static func models(in root: String) -> [String] {
    // One that may not be entered is listed with what is the matter.
    Folders.folders(in: root).filter { !Folders.isAbsent($0 + "/config.json") }
  }

  /// `Deploy/models` of the repository that the program was built in; nil for an installed program.
  private static var bundled: String? {
    guard let program = executable else { return nil }
    var folder = Folders.parent(of: program)
    for _ in 0..<6 {
      let models = folder + "/Deploy/models"
      if Folders.exists(models) { return models }
      folder = Folders.parent(of: folder)
    }
    return nil
  }

  private static var executable: String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &bytes, bytes.count)
    guard count > 0 else { return nil }
    return String(decoding: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
