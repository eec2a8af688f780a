import EncodingsProtocol
import Testing

@Suite("Errors")
struct ErrorTests {
  @Test("have one code each, the project's own in their range")
  func codes() {
    #expect(Set(ErrorCode.allCases.map(\.rawValue)).count == ErrorCode.allCases.count)
    let standard: Set = [-32700, -32600, -32601, -32602, -32603, -32800]
    for code in ErrorCode.allCases where !standard.contains(code.rawValue) {
      #expect((-32099 ... -32000).contains(code.rawValue), "\(code)")
    }
    #expect(ErrorCode.textTooLong.name == "textTooLong")
  }

  @Test("carry the facts of their message as data")
  func data() {
    #expect(RPCError.overloaded(retryAfterMs: 40).data == .object(["retryAfterMs": 40]))
    #expect(RPCError.textTooLong(limit: 512, length: 600).data == .object(["limit": 512, "length": 600]))
    #expect(RPCError.positionOutOfRange(position: 9, count: 4).data == .object(["position": 9, "count": 4]))
    #expect(RPCError.noSuchModel("a", available: ["b"]).data == .object(["model": "a", "available": ["b"]]))
    #expect(
      RPCError.modelNotReady("a", reason: "loading").data == .object(["model": "a", "reason": "loading"]))
    #expect(
      RPCError.modelDamaged("a", file: "f", offset: 8, reason: "r").data
        == .object(["model": "a", "file": "f", "offset": 8, "reason": "r"]))
    #expect(
      RPCError.modelDamaged("a", file: "f", offset: nil, reason: "r").data
        == .object(["model": "a", "file": "f", "reason": "r"]))
    #expect(
      RPCError.quotaExceeded(quota: "requests", limit: 8).data == .object(["quota": "requests", "limit": 8]))
    #expect(RPCError.answerTooLong(limit: 1, length: 2).data == .object(["limit": 1, "length": 2]))
    #expect(RPCError.frame(.tooLong(length: 2, limit: 1)).data == .object(["limit": 1, "length": 2]))
    #expect(RPCError.frame(.empty).known == .invalidRequest)
  }

  @Test("say what to do")
  func messages() {
    #expect(RPCError.methodNotFound("tarce").message.contains("there are trace, tokenize, models"))
    #expect(RPCError.methodNotFound("toknize").message.hasSuffix("did you mean tokenize?"))
    #expect(RPCError.noSuchModel("x", available: []).message.contains("encodingsd --model DIR"))
    #expect(RPCError.positionOutOfRange(position: 9, count: 4).message.contains("give 0 to 3"))
  }

  @Test("read back from JSON, an unknown code too")
  func readBack() throws {
    let error = RPCError.modelDamaged("a", file: "f", offset: 8, reason: "r")
    #expect(RPCError(try JSONParser.parse(error.value.json())) == error)
    let unknown = RPCError(.object(["code": -31999, "message": "m"]))
    #expect(unknown?.code == -31999)
    #expect(unknown?.known == nil)
    #expect(RPCError(.object(["code": 1])) == nil)
    #expect(RPCError("x") == nil)
  }
}
