import EncodingsProtocol
import Logging
import TestSupport
import Testing

@testable import EncodingsServer

/// Everything that can be configured, from the one list that knows it.
@Suite struct SettingTests {
  /// A value that is not the default, and how file and environment spell it.
  private static func other(_ setting: Setting) -> (json: JSONValue, text: String) {
    switch setting.kind {
    case .text: (.string("/another"), "/another")
    case .texts: (["/another", "/second"], "/another:/second")
    case .level: (.string("error"), "error")
    case .integer(let range, _):
      // Every lower bound is below the defaults, and not one of them.
      (.integer(Int64(range.lowerBound + 1)), "\(range.lowerBound + 1)")
    }
  }

  @Test(arguments: Setting.all.map(\.key)) func appliesFromEverywhere(_ key: String) throws {
    let setting = try Setting.named(key)
    let (json, text) = Self.other(setting)
    let folder = try TemporaryDirectory()
    let file = try folder.write(JSONValue.object([key: json]).json(), to: "c.json")
    let none = try folder.write("{}", to: "none.json")
    let fromFile = try ConfigurationSources(file: file, environment: [:]).read()
    #expect(!setting.isEqual(fromFile, Configuration()))
    for configuration in [
      try ConfigurationSources(file: none, environment: [setting.variable: text]).read(),
      try ConfigurationSources(file: none, environment: [:], flags: [(key: key, value: text)]).read(),
    ] {
      #expect(setting.isEqual(configuration, fromFile))
      #expect(configuration == fromFile)
    }
    // It changes itself and nothing else.
    for another in Setting.all where another.key != key {
      #expect(another.isEqual(fromFile, Configuration()), "\(key) changes \(another.key)")
    }
  }

  @Test(arguments: Setting.all.map(\.key)) func staysWithinItsRange(_ key: String) throws {
    let setting = try Setting.named(key)
    guard case .integer(let range, let path) = setting.kind else { return }
    var configuration = Configuration()
    #expect(range.contains(configuration[keyPath: path]), "its own default is refused")
    for value in [range.lowerBound, range.upperBound] {
      try setting.apply(.integer(Int64(value)), to: &configuration)
      #expect(configuration[keyPath: path] == value)
    }
    for value in [range.lowerBound - 1, range.upperBound + 1, Int.max, Int.min] {
      #expect(throws: SettingError.self) { try setting.apply(.integer(Int64(value)), to: &configuration) }
      #expect(throws: SettingError.self) { try setting.apply(text: "\(value)", to: &configuration) }
    }
    #expect(configuration[keyPath: path] == range.upperBound)
  }

  @Test func hasAVariableAndAParagraphOfItsOwn() throws {
    #expect(try Setting.named("connectionsPerUser").variable == "ENCODINGS_CONNECTIONS_PER_USER")
    #expect(try Setting.named("socket").variable == "ENCODINGS_SOCKET")
    #expect(Set(Setting.all.map(\.variable)).count == Setting.all.count)
    #expect(Set(Setting.all.map(\.key)).count == Setting.all.count)
    let help = SettingsHelp.text
    for setting in Setting.all {
      #expect(help.contains("\(setting.key), \(setting.variable)"))
      #expect(help.contains(setting.help))
    }
    #expect(help.contains("frameSeconds, ENCODINGS_FRAME_SECONDS (default 10, from 1 to 86400)"))
  }
}
