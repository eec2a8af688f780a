import EncodingsProtocol
import Glibc

/// The file that a daemon is configured by: one JSON object whose keys are those of `Setting`.
enum ConfigurationFile {
  /// Longest file that is read, in bytes.
  private static let limit = 1 << 20

  /// Puts what a file says into a configuration. An unknown key is a mistake: it was meant to do something.
  static func apply(_ path: String, to configuration: inout Configuration) throws(ConfigurationError) {
    try apply(try bytes(of: path), source: .file(path: path), to: &configuration)
  }

  /// The same for a file's bytes.
  static func apply(
    _ bytes: [UInt8], source: ConfigurationError.Source, to configuration: inout Configuration
  ) throws(ConfigurationError) {
    func line(_ offset: Int) -> Int { 1 + bytes.prefix(offset).count { $0 == UInt8(ascii: "\n") } }
    let members: [String: Range<Int>]
    do throws(JSONParseError) {
      members = try JSONParser.members(of: bytes)
    } catch {
      throw ConfigurationError(
        source: source, line: line(error.offset), key: nil, reason: "this is not valid JSON: \(error.reason)")
    }
    for (key, range) in members.sorted(by: { $0.value.lowerBound < $1.value.lowerBound }) {
      do throws(SettingError) {
        let setting = try Setting.named(key)
        try setting.apply(value(Array(bytes[range])), to: &configuration)
      } catch {
        throw ConfigurationError(source: source, line: line(range.lowerBound), key: key, reason: error.reason)
      }
    }
  }

  private static func value(_ bytes: [UInt8]) throws(SettingError) -> JSONValue {
    do throws(JSONParseError) {
      return try JSONParser.parse(bytes)
    } catch {
      throw SettingError(error.reason)
    }
  }

  private static func bytes(of path: String) throws(ConfigurationError) -> [UInt8] {
    func failure(_ reason: String) -> ConfigurationError {
      ConfigurationError(source: .file(path: path), line: nil, key: nil, reason: reason)
    }
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try SmallFile.read(path, limit: limit + 1)
    } catch {
      throw failure(error.description)
    }
    guard bytes.count <= limit else { throw failure("the file is longer than \(limit) bytes") }
    return bytes
  }
}
