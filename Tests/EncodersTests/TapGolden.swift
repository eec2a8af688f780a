import Checkpoints
import Encoders
import FoundationEssentials
import TestSupport

/// `golden/NAME.taps.json`: a tiny model's taps as the reference implementation's own modules give them, in float64.
struct TapGolden: Decodable, Sendable {
  var model: String
  var ids: [Int32]
  /// Rows of the position embeddings that the tokens read.
  var positionRows: [Int]
  /// `taps[tap][layer][token][component]`; `published` is the demo's `resid_mid`.
  var taps: [String: [[[Double]]]]

  static let names = [
    "tiny-roberta-f32", "tiny-roberta-f16", "tiny-roberta-bf16-sharded", "tiny-bert-f32",
    "tiny-bert-f16-cased",
    "tiny-bert-bf16-mixed",
  ]

  static func load(_ name: String) throws -> TapGolden {
    let path = RepositoryRoot.file("Tests/Reference/golden/\(name).taps.json")
    return try JSONDecoder().decode(TapGolden.self, from: Data(contentsOf: URL(filePath: path)))
  }

  func encoder() throws -> Encoder {
    try Encoder(Checkpoint(folder: RepositoryRoot.file("Tests/Reference/models/\(model)")))
  }
}
