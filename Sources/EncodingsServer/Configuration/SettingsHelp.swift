/// The settings as `encodingsd --settings` lists them.
package enum SettingsHelp {
  /// One paragraph a setting: key, variable, default, and what it is.
  package static var text: String {
    let defaults = Configuration()
    return Setting.all.map { setting in
      let standard = setting.text(in: defaults)
      let value = standard.isEmpty ? "" : " (default \(standard))"
      let restart = setting.isReloadable ? "" : "; a change needs a restart"
      return "\(setting.key), \(setting.variable)\(value)\n    \(setting.help)\(restart)"
    }.joined(separator: "\n")
  }
}

extension Setting {
  fileprivate func text(in configuration: Configuration) -> String {
    switch kind {
    case .text(let path): configuration[keyPath: path]
    case .texts(let path): configuration[keyPath: path].joined(separator: ":")
    case .integer(_, let path): "\(configuration[keyPath: path])"
    case .level(let path): configuration[keyPath: path]?.rawValue ?? ""
    }
  }
}
