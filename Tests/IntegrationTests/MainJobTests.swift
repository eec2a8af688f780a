import EncodingsProtocol
import Glibc
import TestSupport
import Testing

/// `encctl trace "text" 2`, from the command line through the socket to the weights and back.
@Suite(.enabled(if: binariesAreHere, "ENCODINGS_BINARIES names no folder"))
struct MainJobTests {
  static let sentence = "Time flies like an arrow. Fruit flies like a banana."

  @Test(.enabled(if: TestData.miniLM != nil, "ENCODINGS_MINILM names no folder"))
  func tracesRealWeights() async throws {
    let daemon = try await RunningDaemon(models: [#require(TestData.miniLM)])
    let shown = try await daemon.ask("trace", Self.sentence, "2")
    #expect(shown.status == 0, "\(shown)")
    print(shown.output)
    let lines = shown.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first == "all-MiniLM-L6-v2  resid_mid  word+position  cosine  exact")
    #expect(shown.output.contains("▶2:flies"))
    #expect(lines.allSatisfy { $0.count <= 80 })
    for layer in 0..<6 { #expect(lines.contains { $0.hasPrefix("    \(layer) ") && $0.contains("▶flies") }) }
  }

  /// A machine where nobody has installed a model. For root that is the machine's own business.
  @Test(
    .enabled(if: Glibc.access("/var/lib/encodings/models", F_OK) != 0, "this machine has models installed"))
  func withoutAModelTheBundledOneAnswers() async throws {
    let daemon = try await RunningDaemon(models: [])
    let shown = try await daemon.ask("trace", Self.sentence, "2")
    #expect(shown.output.hasPrefix("roberta-mini  resid_mid  word+position  cosine  exact\n"), "\(shown)")
    // In whole words.
    #expect(shown.output.contains("0:<s>  1:ĠTime  ▶2:Ġflies  3:Ġlike  4:Ġan  5:Ġarrow"))
    try await judge("roberta-mini", folder: RepositoryRoot.file("Deploy/models/roberta-mini"), every: 17)
  }

  @Test(.enabled(if: TestData.miniLM != nil, "ENCODINGS_MINILM names no folder"))
  func realWeightsAnswerAsTheOracleDoes() async throws {
    try await judge("minilm", folder: #require(TestData.miniLM), every: 17)
  }

  @Test(arguments: ["tiny-roberta-bf16-sharded", "tiny-bert-f16-cased"])
  func tinyModelsAnswerAsTheOracleDoes(_ name: String) async throws {
    try await judge(name, folder: tinyModel(name), every: 29)
  }

  /// Every so many of the oracle's questions, asked by the command line.
  private func judge(_ name: String, folder: String, every stride: Int) async throws {
    let daemon = try await RunningDaemon(models: [folder])
    var judge = Judge()
    for text in try Golden.load(name).texts {
      for index in Swift.stride(from: 0, to: text.cases.count, by: stride) {
        let asked = text.cases[index]
        let result = try await daemon.trace([
          "--position", "\(asked.position)", "--tap", asked.tap, "--space", asked.space, "--metric",
          asked.metric, "--arithmetic", asked.arithmetic, "--top", "\(asked.top)", "--layers",
          asked.layers.map { "\($0.layer)" }.joined(separator: ","), "--", text.text,
        ])
        #expect(result.tokens.map(\.id) == text.ids)
        #expect(result.tap == asked.tap && result.space == asked.space && result.metric == asked.metric)
        let readings = try #require(result.journeys.first).layers
        #expect(readings.map(\.layer) == asked.layers.map(\.layer))
        for (reading, expected) in zip(readings, asked.layers) {
          judge.compare(ReadingFound(reading), with: expected, about: "\(name) \(text.text) \(asked)")
        }
      }
    }
    print("\(name) by the command line: \(judge.summary)")
    #expect(judge.compared > 0)
    #expect(judge.complaints.isEmpty, "\(judge.complaints.prefix(5))")
  }

  @Test func withoutAPositionEveryTokenHasARow() async throws {
    let daemon = try await RunningDaemon(models: [tinyModel("tiny-bert-f32")])
    let shown = try await daemon.ask("trace", "Time flies like an arrow.")
    let tokens = try await daemon.trace(["Time flies like an arrow."]).tokens
    #expect(shown.status == 0)
    for token in tokens {
      #expect(
        shown.output.split(separator: "\n").contains { $0.contains("\(token.position)  \(token.token)") })
    }
    #expect(shown.output.contains("▁") && shown.output.contains("jumps at"))
  }

  @Test func tokenizeModelsAndStatusAnswer() async throws {
    let daemon = try await RunningDaemon(models: [tinyModel("tiny-bert-f32"), tinyModel("tiny-roberta-f32")])
    let tokens = try await daemon.ask("tokenize", "Time flies.")
    #expect(tokens.status == 0 && tokens.output.contains("[CLS]"))
    let models = try await daemon.ask("models")
    #expect(models.output.contains("tiny-bert-f32 *") && models.output.contains("tiny-roberta-f32"))
    let status = try await daemon.ask("status")
    #expect(status.status == 0 && status.output.contains("tiny-roberta-f32"))
    let other = try await daemon.trace(["--model", "tiny-roberta-f32", "Time flies."])
    #expect(other.model.name == "tiny-roberta-f32")
    #expect(try await daemon.ask("metrics").output.contains("encodings_requests_total{"))
  }

  @Test func aDaemonEndsInOrderAndTakesItsSocketAway() async throws {
    let daemon = try await RunningDaemon(models: [tinyModel("tiny-bert-f32")])
    daemon.program.send(15)
    #expect(try await daemon.program.end().status == 0)
    #expect(try await daemon.ask("status").status == 3)
  }
}

extension ReadingFound {
  /// A reading as it came over the socket.
  init(_ reading: LayerDescription) {
    self.init(
      similarity: Double(reading.similarity), rank: reading.rank, ties: reading.ties,
      neighbors: reading.neighbors.map { ($0.id, Double($0.similarity)) })
  }
}
