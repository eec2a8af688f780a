import Checkpoints
import TestSupport
import Testing

@Suite struct ConfigurationTests {
  /// What is said of a good configuration in which `key` has another value, or none.
  private func refusal(_ key: String, _ value: String?) throws -> Refusal? {
    var members = [
      "model_type": #""roberta""#, "num_hidden_layers": "2", "hidden_size": "4", "num_attention_heads": "2",
      "intermediate_size": "8", "vocab_size": "6", "max_position_embeddings": "10",
    ]
    members[key] = value
    let text = members.sorted { $0.key < $1.key }.map { #""\#($0.key)": \#($0.value)"# }
    return try ModelFixture(configuration: "{\(text.joined(separator: ","))}").refusal()
  }

  @Test(arguments: [
    "model_type", "num_hidden_layers", "hidden_size", "num_attention_heads", "intermediate_size",
    "vocab_size", "max_position_embeddings",
  ])
  func needs(_ key: String) throws {
    let refusal = try #require(try refusal(key, nil))
    #expect(refusal.file == "config.json" && refusal.offset == nil)
    #expect(refusal.reason.hasPrefix("\(key) is missing, expected"))
  }

  @Test(arguments: [
    ("num_hidden_layers", "0"), ("num_hidden_layers", "1001"), ("num_hidden_layers", "-1"),
    ("num_hidden_layers", "12.0"), ("num_hidden_layers", #""12""#), ("num_hidden_layers", "1e400"),
    ("hidden_size", "65537"), ("hidden_size", "99999999999999999999"), ("num_attention_heads", "0"),
    ("num_attention_heads", "5"), ("intermediate_size", "true"), ("vocab_size", "[]"),
    ("vocab_size", "16777217"),
    ("max_position_embeddings", "1048577"), ("type_vocab_size", "0"), ("layer_norm_eps", "-1e-5"),
    ("layer_norm_eps", "1e999"), ("pad_token_id", "6"), ("pad_token_id", "-1"), ("hidden_act", "3"),
    ("is_decoder", "1"),
  ])
  func holdsToTypeAndRange(_ key: String, _ value: String) throws {
    let refusal = try #require(try refusal(key, value))
    #expect(refusal.file == "config.json" && refusal.offset != nil)
    #expect(refusal.reason.hasPrefix("\(key) is out of range or of the wrong type, expected"))
  }

  @Test(arguments: [
    (
      "model_type", #""gpt2""#,
      #"model_type is "gpt2", expected one of bert, camembert, roberta, xlm-roberta"#
    ),
    ("num_attention_heads", "3", "num_attention_heads is 3, expected a divisor of hidden_size, which is 4"),
    ("max_position_embeddings", "2", "expected more than pad_token_id + 1, which is 2"),
    ("position_embedding_type", #""relative_key""#, #"position_embedding_type is "relative_key""#),
    ("is_decoder", "true", "is_decoder is true"),
    ("add_cross_attention", "true", "add_cross_attention is true"),
    ("quantization_config", #"{"bits": 4}"#, "quantization_config is given, expected none"),
  ])
  func refuses(_ key: String, _ value: String, _ mentions: String) throws {
    let refusal = try #require(try refusal(key, value))
    #expect(refusal.file == "config.json" && refusal.offset != nil)
    #expect(refusal.reason.contains(mentions), "\(refusal.reason)")
  }

  @Test(arguments: [
    ("[]", 0, "expected an object"), ("", 0, "ends too early"), (#"{"a":1,"a":1}"#, 7, "given twice"),
    (#"{"a":NaN}"#, 5, "no value here"),
    ("{\"a\":1,\"\(String(repeating: "\u{301}", count: 513))\":1}", 7, "a key of more than 1024 bytes"),
  ])
  func isStrictJSON(_ text: String, _ offset: Int, _ mentions: String) throws {
    let refusal = try #require(try ModelFixture(configuration: text).refusal())
    #expect(refusal.file == "config.json" && refusal.offset == offset)
    #expect(refusal.reason.contains(mentions), "\(refusal.reason)")
  }

  @Test func isNotReadBeyondItsLimit() throws {
    let refusal = try #require(
      try ModelFixture(configuration: String(repeating: " ", count: (1 << 20) + 1)).refusal())
    #expect(refusal.reason.contains("has 1048577 bytes, expected at most 1048576"))
  }

  @Test func showsForeignTextSafely() throws {
    let value = "\"\\u001b[31m\\n" + String(repeating: "x", count: 1000) + "\""
    let refusal = try #require(try refusal("model_type", value))
    #expect(refusal.reason.contains("\\u{1b}[31m\\u{a}xxx"))
    #expect(refusal.reason.count < 400)
  }
}
