import EncodingsProtocol

extension ServedMethod {
  /// Lists the models and their state.
  static let models = ServedMethod(.models) { _, core in ModelsResult(models: core.catalog.descriptions) }
}
