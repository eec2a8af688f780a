/// Where a configuration comes from, kept so that it can be read again.
package struct ConfigurationSources: Sendable {
  /// The file named by a flag or the environment; nil for the default one, which need not exist.
  package var file: String?
  /// The process's environment.
  package var environment: [String: String]
  /// What flags say, by key, in the text form of the environment.
  package var flags: [(key: String, value: String)]
  /// Model folders that flags name; none for those of the file and the environment.
  package var models: [String]
  /// Whether the default file is the machine's rather than the user's.
  var isSystem = DefaultPaths.runsAsSystem

  package init(
    file: String?, environment: [String: String], flags: [(key: String, value: String)] = [],
    models: [String] = []
  ) {
    self.file = file
    self.environment = environment
    self.flags = flags
    self.models = models
  }

  /// Reads the file, the environment and the flags; the later wins.
  package func read() throws(ConfigurationError) -> Configuration {
    var configuration = Configuration()
    let named = file ?? environment["ENCODINGS_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
    if let named {
      try ConfigurationFile.apply(named, to: &configuration)
    } else if let path = DefaultPaths(environment: environment, isSystem: isSystem).configuration,
      !Folders.isAbsent(path)
    {
      try ConfigurationFile.apply(path, to: &configuration)
    }
    for setting in Setting.all {
      guard let value = environment[setting.variable], !value.isEmpty else { continue }
      try apply(value, of: setting, called: setting.variable, from: .environment, to: &configuration)
    }
    for flag in flags {
      let setting: Setting
      do throws(SettingError) {
        setting = try Setting.named(flag.key)
      } catch {
        throw ConfigurationError(source: .flags, line: nil, key: flag.key, reason: error.reason)
      }
      try apply(flag.value, of: setting, called: flag.key, from: .flags, to: &configuration)
    }
    if models.contains("") {
      throw ConfigurationError(source: .flags, line: nil, key: "model", reason: "must not be empty")
    }
    if !models.isEmpty { configuration.models = models }
    return configuration
  }

  private func apply(
    _ value: String, of setting: Setting, called name: String, from source: ConfigurationError.Source,
    to configuration: inout Configuration
  ) throws(ConfigurationError) {
    do throws(SettingError) {
      try setting.apply(text: value, to: &configuration)
    } catch {
      throw ConfigurationError(source: source, line: nil, key: name, reason: error.reason)
    }
  }
}
