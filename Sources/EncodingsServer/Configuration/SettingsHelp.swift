/// The settings as `encodingsd --settings` lists them.
package enum SettingsHelp {
  /// One paragraph a setting: key, variable, default, range, and what it is.
  package static var text: String {
    let defaults = Configuration()
    let head =
      "Keys of the configuration file (--config, ENCODINGS_CONFIG), and the variables that go before it.\n\n"
    return head
      + Setting.all.map { setting in
        let facts = [setting.standard(in: defaults), setting.range].compactMap { $0 }.joined(separator: ", ")
        let value = facts.isEmpty ? "" : " (\(facts))"
        let restart = setting.isReloadable ? "" : "; a change needs a restart"
        return "\(setting.key), \(setting.variable)\(value)\n    \(setting.help)\(restart)"
      }.joined(separator: "\n")
  }
}

extension Setting {
  /// The default, if it is a number; what others are, their help says.
  fileprivate func standard(in configuration: Configuration) -> String? {
    guard case .integer(_, let path) = kind else { return nil }
    return "default \(configuration[keyPath: path])"
  }

  fileprivate var range: String? {
    guard case .integer(let range, _) = kind else { return nil }
    return "from \(range.lowerBound) to \(range.upperBound)"
  }
}
