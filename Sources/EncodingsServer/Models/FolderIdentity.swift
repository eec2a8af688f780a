import Checkpoints

/// The state of a model folder: every file in it, by name. Two equal ones need no second loading.
struct FolderIdentity: Hashable, Sendable {
  private var files: [String: FileIdentity] = [:]

  init(folder: String) {
    for name in Folders.names(in: folder) { files[name] = FileIdentity(path: folder + "/" + name) }
  }
}
