import EncodingsProtocol

/// The daemon's version.
package enum Version {
  /// As `--version` and `status` tell it.
  package static let string = EncodingsProtocol.softwareVersion
}
