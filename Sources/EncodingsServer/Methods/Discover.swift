import EncodingsProtocol

extension ServedMethod {
  /// Describes the protocol.
  static let discover = ServedMethod(.discover, constant: OpenRPC.document)
}

/// `Protocol/openrpc.json`, which the daemon carries.
package enum OpenRPC {
  /// The document as JSON text without white space between its tokens.
  package static let document: [UInt8] = {
    let text = PackageResources.openrpc_json
    return (try? JSONParser.parse(text).json()) ?? text
  }()
}
