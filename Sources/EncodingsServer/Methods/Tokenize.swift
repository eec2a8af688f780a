import EncodingsProtocol
import Tracing

extension ServedMethod {
  /// Cuts a text into a model's tokens.
  static let tokenize = ServedMethod(.tokenize, on: .text) { parameters, errand, core throws(RPCError) in
    let model = try core.catalog.model(named: parameters.model)
    errand.note { $0.model = model.name }
    try core.read(parameters.text, for: errand) { () throws(RPCError) in
      let text: TokenizedText
      do throws(TracingError) {
        text = try model.answering.tokenize(parameters.text, truncate: parameters.truncate ?? false)
      } catch {
        throw error.refusal(of: model)
      }
      errand.note { $0.tokens = text.tokens.count }
      model.describe { description in
        errand.finish(
          description.flatMap { description in
            Result { () throws(RPCError) in
              try TokenizeResult(
                model: description, tokens: TokenDescription.all(of: text), truncated: text.truncated
              ).json()
            }
          })
      }
    }
  }
}
