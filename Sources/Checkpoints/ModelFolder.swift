import Glibc

/// A model folder's path and the name that its model goes by.
struct ModelFolder {
  let path: String
  /// The last component of the path; that of the folder itself where the path ends in `.` or `..`.
  let name: String

  init(_ given: String) throws(CheckpointError) {
    var status = stat()
    guard stat(given, &status) == 0 else {
      throw CheckpointError(
        file: given,
        reason:
          "cannot be seen (\(systemError())), expected a folder with config.json and model.safetensors: "
          + "check the path and its permissions")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw CheckpointError(
        file: given,
        reason: "is not a folder, expected one with config.json and model.safetensors: check the path")
    }
    var path = given
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
    if [".", ".."].contains(Self.lastComponent(of: path)), let real = realpath(path, nil) {
      defer { free(real) }
      name = Self.lastComponent(of: String(cString: real))
    } else {
      name = Self.lastComponent(of: path)
    }
  }

  private static func lastComponent(of path: String) -> String {
    String(path.split(separator: "/").last ?? "/")
  }
}
