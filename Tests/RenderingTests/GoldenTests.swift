import EncodingsProtocol
import Foundation
import Rendering
import Testing

/// Pages compared byte for byte with the files in `Golden`, which people have looked at. With
/// `ENCODINGS_WRITE_GOLDEN=1` the files are written anew instead; look at the difference before committing it.
@Suite("Pages look as they were approved")
struct GoldenTests {
  static let pages: [String: @Sendable (Layout) -> String] = [
    "journey": { Examples.one.text(in: $0) },
    "journey-euclidean": { layout in
      var result = Examples.one
      result.metric = "euclidean"
      for layer in result.journeys[0].layers.indices { result.journeys[0].layers[layer].similarity -= 9 }
      return result.text(in: layout)
    },
    "journey-all": { Examples.one.text(in: $0, showsAll: true) },
    "overview-gaps": { layout in
      var result = Examples.all
      for index in result.journeys.indices {
        result.journeys[index].layers.removeAll { [1, 4].contains($0.layer) }
      }
      return result.text(in: layout)
    },
    "overview-single": { layout in
      var result = Examples.all
      for index in result.journeys.indices { result.journeys[index].layers.removeAll { $0.layer != 3 } }
      return result.text(in: layout)
    },
    "overview": { Examples.all.text(in: $0) },
    "tokenize": { Examples.tokenized.text(in: $0) },
    "models-long": { layout in
      var result = Examples.models
      result.models[0].name = "roberta-base-finetuned-on-letters"
      return result.text(in: layout)
    },
    "models": { Examples.models.text(in: $0) },
    "status": { Examples.status.text(in: $0) },
  ]

  @Test(arguments: pages.keys.sorted(), [40, 80, 120])
  func page(name: String, width: Int) throws {
    let page = try #require(Self.pages[name])
    try compare(page(Layout(width: width, isColoured: false)), with: "\(name)-\(width)")
  }

  @Test("in colour too")
  func coloured() throws {
    try compare(Examples.one.text(in: Layout(width: 80, isColoured: true)), with: "journey-80-colour")
  }

  private func compare(_ text: String, with name: String) throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name).txt")
    if ProcessInfo.processInfo.environment["ENCODINGS_WRITE_GOLDEN"] == "1" {
      try Data(text.utf8).write(to: url)
    }
    let expected = String(decoding: try Data(contentsOf: url), as: UTF8.self)
    #expect(text == expected)
    #expect(text.utf8.elementsEqual(expected.utf8))
  }
}
