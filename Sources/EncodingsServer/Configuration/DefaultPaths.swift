import Glibc

/// Where things lie when nobody says otherwise: the system's places for root and the user `encodings`, the XDG
/// base directories for everybody else; and before both, what the service manager made for the unit.
struct DefaultPaths {
  private let environment: [String: String]
  private let isSystem: Bool

  init(environment: [String: String], isSystem: Bool = DefaultPaths.runsAsSystem) {
    self.environment = environment
    self.isSystem = isSystem
  }

  /// Whether this process is a service of the machine rather than of one user.
  static var runsAsSystem: Bool {
    if geteuid() == 0 { return true }
    guard let entry = getpwuid(geteuid()) else { return false }
    return String(cString: entry.pointee.pw_name) == "encodings"
  }

  static let socketWords = "$XDG_RUNTIME_DIR/encodings/encodings.sock, as root /run/encodings/encodings.sock"
  static let cacheWords = "$XDG_CACHE_HOME/encodings, as root /var/cache/encodings"

  /// The socket; nil if there is no place for one.
  var socket: String? {
    let folder =
      unitFolder("RUNTIME_DIRECTORY")
      ?? (isSystem ? "/run/encodings" : value("XDG_RUNTIME_DIR").map { $0 + "/encodings" })
    return folder.map { $0 + "/encodings.sock" }
  }

  /// The configuration file; nil if there is no place for one.
  var configuration: String? {
    isSystem ? "/etc/encodings/encodingsd.json" : user("XDG_CONFIG_HOME", ".config", "encodingsd.json")
  }

  /// Folders with installed models in them, those that win first.
  var modelFolders: [String] {
    let shared = "/usr/share/encodings/models"
    let own = isSystem ? "/var/lib/encodings/models" : user("XDG_DATA_HOME", ".local/share", "models")
    return [own, shared].compactMap { $0 }
  }

  /// The folder for derived data; nil if there is no place for one.
  var cache: String? {
    unitFolder("CACHE_DIRECTORY")
      ?? (isSystem ? "/var/cache/encodings" : user("XDG_CACHE_HOME", ".cache", nil))
  }

  private func user(_ variable: String, _ below: String, _ name: String?) -> String? {
    guard let base = value(variable) ?? value("HOME").map({ "\($0)/\(below)" }) else { return nil }
    return name.map { "\(base)/encodings/\($0)" } ?? "\(base)/encodings"
  }

  private func unitFolder(_ variable: String) -> String? {
    value(variable)?.split(separator: ":").first.map(String.init)
  }

  private func value(_ variable: String) -> String? {
    environment[variable].flatMap { $0.isEmpty ? nil : $0 }
  }
}
